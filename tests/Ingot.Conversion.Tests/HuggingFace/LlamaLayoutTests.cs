using System.Text.Json;
using Ingot.Checkpoints;
using Ingot.Conversion.Planning;
using Ingot.Formats.Safetensors;
using Ingot.Models;
using Ingot.Tensors;

namespace Ingot.Conversion.Tests.HuggingFace;

/// <summary>InternLM2 in Llama's layout: what it was made from, by tensor, by configuration, by what it computes.</summary>
public sealed class LlamaLayoutTests : IDisposable
{
    private static readonly string sample = TestFiles.InRepository("samples", "internlm2-tiny");
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [ReferenceFact("models", "llama-tiny", "model.safetensors")]
    public void Tensors_AreTheLlamaModelsToTheByte()
    {
        string path = Convert("AUTO");
        using SafetensorsCheckpoint expected = SafetensorsCheckpoint.Open(TestFiles.Reference("models", "llama-tiny")!);
        using SafetensorsCheckpoint actual = SafetensorsCheckpoint.Open(path);
        Assert.Equal(expected.Tensors.Select(Describe).Order(StringComparer.Ordinal), actual.Tensors.Select(Describe).Order(StringComparer.Ordinal));
        foreach (TensorInfo tensor in expected.Tensors)
            Assert.True(Bytes(expected, tensor).AsSpan().SequenceEqual(Bytes(actual, actual.Find(tensor.Name)!)), $"{tensor.Name} differs.");
    }

    [Theory, InlineData("AUTO", null), InlineData("F32", null), InlineData("F16", 2_000_000L), InlineData("float32", null), InlineData("torch.bfloat16", null)]
    public void Folder_OpensAsLlama_AndComputesTheGoldenLogits(string type, long? shardBytes)
    {
        string path = Convert(type, shardBytes);
        using Checkpoint model = Checkpoint.Open(path);
        Assert.Equal("llama", model.Architecture.Name);
        Assert.Equal(RopeScalingKind.Dynamic, model.Hyperparameters.RopeScaling.Kind);
        Assert.Equal(2f, model.Hyperparameters.RopeScaling.Factor);
        Assert.NotNull(model.Tokenizer);
        using SafetensorsFile expected = SafetensorsFile.Open(
            TestFiles.Golden("models", "expected", "internlm2-tiny", "expected_logits.safetensors"));
        for (int prompt = 0; prompt < 4; prompt++)
        {
            Logits.AssertAgree(
                Logits.Floats(expected, $"logits.{prompt}"), Logits.Of(model.Weights, Logits.Integers(expected, $"ids.{prompt}")));
        }
    }

    [Fact]
    public void Shards_StandInTheIndex_AndHoldNoMoreThanAsked()
    {
        string path = Convert("BF16", shardBytes: 2_000_000);
        using JsonDocument index = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(path, "model.safetensors.index.json")));
        string[] files = [.. Directory.GetFiles(path, "*.safetensors").Select(file => Path.GetFileName(file)!).Order(StringComparer.Ordinal)];
        Assert.True(files.Length > 1);
        Assert.Equal(files, index.RootElement.GetProperty("weight_map").EnumerateObject().Select(entry => entry.Value.GetString()!).Distinct().Order(StringComparer.Ordinal));
        long total = 0;
        foreach (string name in files)
        {
            using SafetensorsFile file = SafetensorsFile.Open(Path.Combine(path, name));
            long bytes = file.Tensors.Sum(tensor => tensor.ByteCount);
            total += bytes;
            Assert.InRange(bytes, 1, 2_000_000);
        }

        Assert.Equal(total, index.RootElement.GetProperty("metadata").GetProperty("total_size").GetInt64());
    }

    [Fact]
    public void Code_IsNotCarriedOver()
    {
        string path = Convert("AUTO");
        Assert.DoesNotContain("auto_map", File.ReadAllText(Path.Combine(path, "config.json")), StringComparison.Ordinal);
        Assert.DoesNotContain("auto_map", File.ReadAllText(Path.Combine(path, "tokenizer_config.json")), StringComparison.Ordinal);
        Assert.DoesNotContain("InternLM2", File.ReadAllText(Path.Combine(path, "tokenizer_config.json")), StringComparison.Ordinal);
    }

    [Fact]
    public void SameInputs_GiveTheSameFolder()
    {
        string first = Convert("AUTO", name: "first"), second = Convert("AUTO", name: "second");
        foreach (string file in Directory.GetFiles(first))
            Assert.Equal(Manifest.HashOf(file), Manifest.HashOf(Path.Combine(second, Path.GetFileName(file))));
    }

    [Fact]
    public void ExistingConfig_IsNotReplaced_UnlessTold()
    {
        _ = Directory.CreateDirectory(folder.File("out"));
        File.WriteAllText(folder.File("out/config.json"), "precious");
        IngotException refused = Assert.Throws<IngotException>(() => Convert("AUTO"));
        Assert.Contains("--force", refused.Remedy, StringComparison.Ordinal);
        Assert.Equal("precious", File.ReadAllText(folder.File("out/config.json")));
        Assert.Single(Directory.GetFiles(folder.File("out")));
    }

    private string Convert(string type, long? shardBytes = null, string name = "out")
    {
        using Checkpoint source = Checkpoint.Open(sample);
        _ = ConversionJob.Prepare(source, new()
        {
            Output = folder.File(name),
            Target = ConversionTarget.HuggingFace,
            TargetArchitecture = "llama",
            FileTypes = [type],
            SplitMaxBytes = shardBytes,
        }).Run(new());
        return folder.File(name);
    }

    private static string Describe(TensorInfo tensor) => $"{tensor.Name} {tensor.Type} {tensor.Shape}";

    private static byte[] Bytes(SafetensorsCheckpoint file, TensorInfo tensor)
    {
        byte[] bytes = new byte[tensor.ByteCount];
        file.Read(tensor, 0, bytes);
        return bytes;
    }
}
