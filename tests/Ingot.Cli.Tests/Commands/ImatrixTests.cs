using System.Text.Json;

namespace Ingot.Cli.Tests.Commands;

public sealed class ImatrixTests : IDisposable
{
    private const string Sample = "samples/internlm2-tiny", Text = "tests/Golden/models/eval.txt";
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Imatrix_DrivesTypesThatNeedOne()
    {
        string matrix = folder.File("imatrix.gguf");
        JsonElement json = IngotProcess.Run(["imatrix", Sample, "-f", Text, "-c", "64", "--chunks", "4", "-o", matrix, "--save-frequency", "2", "--json"]).With(0).Json;
        Assert.Equal((28, 4, 64), (json.GetProperty("tensor_count").GetInt32(), json.GetProperty("chunk_count").GetInt32(), json.GetProperty("chunk_size").GetInt32()));
        Assert.InRange(json.GetProperty("perplexity").GetDouble(), 10, 100);
        Assert.All(json.GetProperty("tensors").EnumerateArray(), tensor => Assert.Equal(256, tensor.GetProperty("tokens")[0].GetInt64()));
        Assert.Equal(
            [matrix, matrix + ".at_2", matrix + ".at_4"], Directory.GetFiles(folder.Path).Order(StringComparer.Ordinal));
        IngotProcess.Run(["convert", Sample, "-o", folder.File("m.gguf"), "-q", "IQ2_XS"]).With(1);
        IngotProcess.Run(["convert", Sample, "-o", folder.File("m.gguf"), "-q", "IQ2_XS", "--imatrix", matrix]).With(0);
    }

    [Fact]
    public void Imatrix_CombinesConvertsAndShowsFiles_WithoutAModel()
    {
        string old = "tests/Golden/eval/internlm2-tiny.imatrix.dat", twice = folder.File("twice.gguf"), back = folder.File("back.dat");
        IngotProcess.Run(["imatrix", "--in-file", old, "--in-file", old, "-o", twice]).With(0);
        IngotProcess.Run(["imatrix", "--in-file", twice, "-o", back]).With(0);
        JsonElement shown = IngotProcess.Run(["imatrix", "--in-file", back, "--show-statistics", "--json"]).With(0).Json;
        Assert.Equal(50, shown.GetProperty("chunk_count").GetInt32());
        Assert.False(shown.TryGetProperty("output", out _));
        string table = IngotProcess.Run(["imatrix", "--in-file", old, "--show-statistics"]).With(0).Output;
        Assert.Contains("blk.0.ffn_down.weight", table, StringComparison.Ordinal);
        // Twice the same text gives the same means.
        JsonElement once = IngotProcess.Run(["imatrix", "--in-file", old, "--show-statistics", "--json"]).With(0).Json;
        Assert.Equal(once.GetProperty("tensors")[0].GetProperty("energy").GetDouble(), shown.GetProperty("tensors")[0].GetProperty("energy").GetDouble(), 1e-2);
    }

    [Fact]
    public void Imatrix_SaysWhatIsMissing()
    {
        Assert.Contains("-f", IngotProcess.Run(["imatrix", Sample]).With(2).Error, StringComparison.Ordinal);
        Assert.Contains("--in-file", IngotProcess.Run(["imatrix"]).With(2).Error, StringComparison.Ordinal);
        Assert.Contains("gguf or dat", IngotProcess.Run(["imatrix", Sample, "-f", Text, "--output-format", "xml"]).With(2).Error, StringComparison.Ordinal);
    }
}
