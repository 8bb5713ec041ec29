using Ingot.Checkpoints;
using Ingot.Checkpoints.Findings;
using Ingot.Conversion.Planning;

namespace Ingot.Conversion.Tests;

/// <summary>A folder with PyTorch archives goes every road that one with safetensors goes, to the same bytes.</summary>
public sealed class PyTorchSourceTests
{
    [Theory]
    [InlineData(ConversionTarget.Gguf, "BF16")]
    [InlineData(ConversionTarget.Gguf, "Q4_0")]
    [InlineData(ConversionTarget.HuggingFace, "AUTO")]
    public void ShardedArchives_GiveTheBytesOfTheSafetensors(ConversionTarget target, string type)
    {
        using TemporaryFolder folder = new();
        string[] fromArchives = Convert(Archives(folder), folder.File("a"), target, type);
        string[] fromSafetensors = Convert(TestFiles.Golden("conformance", "llama-3", "model"), folder.File("b"), target, type);
        Assert.Equal(fromSafetensors.Select(Path.GetFileName), fromArchives.Select(Path.GetFileName));
        foreach ((string expected, string actual) in fromSafetensors.Zip(fromArchives))
            Assert.True(File.ReadAllBytes(expected).AsSpan().SequenceEqual(File.ReadAllBytes(actual)), actual);
    }

    [Fact]
    public void TensorsBesideTheStateDict_AreAFinding()
    {
        using TemporaryFolder folder = new();
        string model = Archives(folder);
        foreach (string shard in Directory.GetFiles(model, "pytorch_model*"))
            File.Delete(shard);
        File.Copy(TestFiles.Golden("pytorch", "training.pt"), Path.Combine(model, "pytorch_model.bin"));
        using Checkpoint source = Checkpoint.Open(model);
        Finding finding = Assert.Single(source.Findings, finding => finding.Code == FindingKinds.ArchiveHoldsMore.Code);
        Assert.Contains("optimizer", finding.Message.English, StringComparison.Ordinal);
    }

    private static string Archives(TemporaryFolder folder)
    {
        string model = folder.File("model");
        _ = Directory.CreateDirectory(model);
        foreach (string file in Directory.GetFiles(TestFiles.Golden("conformance", "llama-3", "model")).Where(file => !file.Contains("safetensors", StringComparison.Ordinal)))
            File.Copy(file, Path.Combine(model, Path.GetFileName(file)));
        foreach (string file in Directory.GetFiles(TestFiles.Golden("pytorch", "llama-3")))
            File.Copy(file, Path.Combine(model, Path.GetFileName(file)));
        return model;
    }

    private static string[] Convert(string source, string output, ConversionTarget target, string type)
    {
        _ = Directory.CreateDirectory(output);
        using Checkpoint checkpoint = Checkpoint.Open(source);
        ConversionOptions options = new()
        {
            Output = target == ConversionTarget.Gguf ? Path.Combine(output, "out.gguf") : Path.Combine(output, "out"), Target = target, FileTypes = [type], Lineage = false,
        };
        _ = ConversionJob.Prepare(checkpoint, options).Run(new());
        string[] files = [.. Directory.GetFiles(output, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];
        Assert.NotEmpty(files);
        return files;
    }
}
