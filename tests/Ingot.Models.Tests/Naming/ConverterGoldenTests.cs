using System.Security.Cryptography;
using System.Text.Json;
using Ingot.Models.Architectures;
using Ingot.Models.Naming;
using Ingot.Tensors;

namespace Ingot.Models.Tests.Naming;

/// <summary>Names, order, shapes and float32 bytes against what the published converter wrote.</summary>
public class ConverterGoldenTests
{
    public static TheoryData<string, string> Checkpoints => new()
    {
        { "samples/internlm2-tiny", "models/expected/internlm2-tiny/expected-f32.json" },
        { "tests/Golden/models/qwen2-tiny", "models/expected/qwen2-tiny/expected-f32.json" },
        { "tests/Golden/conformance/internlm2/model", "conformance/internlm2/expected-f32.json" },
        { "tests/Golden/conformance/llama/model", "conformance/llama/expected-f32.json" },
        { "tests/Golden/conformance/qwen2/model", "conformance/qwen2/expected-f32.json" },
        { "tests/Golden/conformance/llama-3/model", "conformance/llama-3/expected-bf16.json" },
        { "tests/Golden/conformance/mistral/model", "conformance/mistral/expected-bf16.json" },
        { "tests/Golden/conformance/qwen3/model", "conformance/qwen3/expected-bf16.json" },
        { "tests/Golden/conformance/tinyllama/model", "conformance/tinyllama/expected-bf16.json" },
    };

    [Theory, MemberData(nameof(Checkpoints))]
    public void Targets_AreTheConvertersTensors_InItsOrder(string folder, string expectedPath)
    {
        using JsonDocument config = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(TestFiles.Root, folder, "config.json")));
        using JsonDocument expected = JsonDocument.Parse(File.ReadAllBytes(TestFiles.Golden(expectedPath)));
        ArchitectureSpec spec = ArchitectureList.FindByClass(config.RootElement.GetProperty("architectures")[0].GetString()!)!;
        Hyperparameters hyperparameters = HyperparameterReader.Read(config.RootElement, spec, new FileLocation("config.json"));
        var source = TestModels.ReadFolder(Path.Combine(TestFiles.Root, folder));
        TensorMap map = TensorMap.ForHuggingFace(
            spec,
            hyperparameters,
            SourceTensor.InConverterOrder(source.Select(pair => new SourceTensor(pair.Key, pair.Value.Weight.Shape, pair.Value.File))));
        map.ThrowIfBroken(new FileLocation(folder));
        MappedModelWeights model = new("source", hyperparameters, spec.Decoder, map, tensor => source[tensor.Name].Weight);

        IReadOnlyList<TargetTensor> targets = TargetTensors.ForGguf(spec, hyperparameters, map);
        JsonElement[] tensors = [.. expected.RootElement.GetProperty("tensors").EnumerateArray()];
        Assert.Equal(tensors.Select(tensor => tensor.GetProperty("name").GetString()), targets.Select(tensor => tensor.Name));
        foreach ((TargetTensor target, JsonElement tensor) in targets.Zip(tensors))
        {
            Assert.Equal(
                tensor.GetProperty("shape").EnumerateArray().Select(size => size.GetInt64()), target.Shape.Dimensions.Reverse());
            TensorType type = TensorTypes.FromName(tensor.GetProperty("type").GetString()!)!;
            float[] values = target.Open(model).AllValues();
            byte[] bytes = new byte[type.ByteCount(target.Shape)];
            type.Encode(values, [], bytes);
            Assert.True(
                tensor.GetProperty("sha256").GetString() == Convert.ToHexStringLower(SHA256.HashData(bytes)),
                $"{target.Name} as {type} differs from the converter's bytes.");
        }
    }
}
