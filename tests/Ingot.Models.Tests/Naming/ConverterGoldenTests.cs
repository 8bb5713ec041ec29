using System.Security.Cryptography;
using System.Text.Json;
using Ingot.Models.Architectures;
using Ingot.Models.Naming;
using Ingot.Tensors;

namespace Ingot.Models.Tests.Naming;

/// <summary>Names, order, shapes and float32 bytes against what the published converter wrote.</summary>
public class ConverterGoldenTests
{
    private static readonly string[] kinds = ["f32", "bf16", "f16"];

    public static TheoryData<string, string> Checkpoints
    {
        get
        {
            TheoryData<string, string> files = new()
            {
                { TestFiles.InRepository("samples", "internlm2-tiny"), TestFiles.Golden("models", "expected", "internlm2-tiny", "expected-f32.json") },
                { TestFiles.Golden("models", "qwen2-tiny"), TestFiles.Golden("models", "expected", "qwen2-tiny", "expected-f32.json") },
            };

            // Of what the converter wrote, the kind that keeps the most bits says the most.
            foreach (string name in Conformance.Cases.Except(["gpt-oss"])) // whose experts a storage scheme decodes
                files.Add(Conformance.Folder(name, "model"), Conformance.Folder(name, $"expected-{Conformance.Kinds(name).MinBy(kind => Array.IndexOf(kinds, Conformance.TypeOf(kind)) is >= 0 and int place ? place : kinds.Length)}.json"));
            return files;
        }
    }

    [Theory, MemberData(nameof(Checkpoints))]
    public void Targets_AreTheConvertersTensors_InItsOrder(string folder, string expectedPath)
    {
        using JsonDocument config = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "config.json")));
        using JsonDocument expected = JsonDocument.Parse(File.ReadAllBytes(expectedPath));
        ArchitectureSpec spec = ArchitectureList.FindByClass(config.RootElement.GetProperty("architectures")[0].GetString()!)!;
        Hyperparameters hyperparameters = HyperparameterReader.Read(config.RootElement, spec, new FileLocation("config.json"));
        var source = TestModels.ReadFolder(folder);
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

    [ReferenceFact("models", "llama-tiny", "config.json")]
    public void InternLM2Sample_BecomesTheLlamaModelItWasMadeFrom()
    {
        string folder = TestFiles.InRepository("samples", "internlm2-tiny");
        using JsonDocument config = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "config.json")));
        ArchitectureSpec spec = ArchitectureList.FindByClass("InternLM2ForCausalLM")!;
        Hyperparameters hyperparameters = HyperparameterReader.Read(config.RootElement, spec, new FileLocation("config.json"));
        var source = TestModels.ReadFolder(folder);
        TensorMap map = TensorMap.ForHuggingFace(
            spec, hyperparameters, source.Select(pair => new SourceTensor(pair.Key, pair.Value.Weight.Shape, pair.Value.File)));
        MappedModelWeights model = new("source", hyperparameters, spec.Decoder, map, tensor => source[tensor.Name].Weight);
        var expected = TestModels.ReadFolder(TestFiles.Reference("models", "llama-tiny")!);
        IReadOnlyList<TargetTensor> targets = TargetTensors.ForHuggingFace(ArchitectureList.FindByClass("LlamaForCausalLM")!, model);
        Assert.Equal(expected.Keys.Order(), targets.Select(target => target.Name).Order());
        foreach (TargetTensor target in targets)
            Assert.True(expected[target.Name].Weight.AllBytes().AsSpan().SequenceEqual(target.Open(model).AllBytes()), target.Name);
    }
}
