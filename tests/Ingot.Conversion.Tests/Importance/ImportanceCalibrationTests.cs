using Ingot.Checkpoints;
using Ingot.Conversion.Importance;
using Ingot.Conversion.Planning;
using Ingot.Quantization.Importance;
using Ingot.Tensors;

namespace Ingot.Conversion.Tests.Importance;

public sealed class ImportanceCalibrationTests : IDisposable
{
    private static readonly string sample = TestFiles.InRepository("samples", "internlm2-tiny");
    private static readonly string text = File.ReadAllText(TestFiles.Golden("models", "eval.txt"));
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Matrix_IsLlamaImatrixs_ColumnByColumn()
    {
        using Checkpoint checkpoint = Checkpoint.Open(sample);
        CalibrationResult result = ImportanceCalibration.Run(checkpoint, text, "eval.txt", new() { MeasuresPerplexity = false });
        ImportanceMatrix expected = ImportanceFile.Read(TestFiles.Golden("eval", "internlm2-tiny.imatrix.dat")).Matrix;
        Assert.Equal(expected.Entries.Select(entry => entry.Name), result.Matrix.Entries.Select(entry => entry.Name));
        Assert.Equal((expected.ChunkCount, 512), (result.Matrix.ChunkCount, result.Matrix.ChunkSize));
        Assert.All(expected.Entries, entry => AssertNear(entry, result.Matrix.Find(entry.Name)!, 1e-3));
        Assert.Null(result.Perplexity);
    }

    [Fact]
    public void FolderAndGguf_GiveTheSameMatrix()
    {
        using Checkpoint checkpoint = Checkpoint.Open(sample);
        _ = ConversionJob.Prepare(checkpoint, new() { Output = folder.File("m.gguf"), FileTypes = ["BF16"] }).Run(new());
        using Checkpoint gguf = Checkpoint.Open(folder.File("m.gguf"));
        CalibrationOptions options = new() { ContextLength = 64, MaxChunks = 2, IncludesOutput = true };
        CalibrationResult first = ImportanceCalibration.Run(checkpoint, text, "t", options), second = ImportanceCalibration.Run(gguf, text, "t", options);
        Assert.Equal(29, first.Matrix.Count);
        Assert.Equal([128L], first.Matrix.Find("output.weight")!.Counts.ToArray());
        Assert.Equal(first.Matrix.Entries.Select(entry => entry.Name), second.Matrix.Entries.Select(entry => entry.Name));
        Assert.All(first.Matrix.Entries, entry => AssertNear(entry, second.Matrix.Find(entry.Name)!, 1e-5));
        Assert.Equal(first.Perplexity!.Value, second.Perplexity!.Value, 1e-3);
        Assert.Equal(2 * 31, first.Perplexity.ScoredTokens);
    }

    [Fact]
    public void TwoRuns_MakeTheMatrixOfOne()
    {
        using Checkpoint checkpoint = Checkpoint.Open(sample);
        CalibrationOptions options = new() { ContextLength = 64, MeasuresPerplexity = false };
        List<int> saved = [];
        ImportanceMatrix whole = ImportanceCalibration.Run(checkpoint, text, "t", options with { MaxChunks = 3, ThreadCount = 1 }).Matrix;
        ImportanceMatrix begun = ImportanceCalibration.Run(checkpoint, text, "t", options with { MaxChunks = 1 }, (done, _) => saved.Add(done)).Matrix;
        ImportanceMatrix resumed = ImportanceCalibration.Run(
            checkpoint, text, "t", options with { FirstChunk = 1, MaxChunks = 2, Earlier = [begun] }, (done, matrix) => saved.Add(matrix().ChunkCount)).Matrix;
        Assert.Equal([1, 2, 3], saved);
        Assert.Equal((3, 64), (resumed.ChunkCount, resumed.ChunkSize));
        Assert.All(whole.Entries, entry => AssertNear(entry, resumed.Find(entry.Name)!, 1e-6));
        Assert.All(whole.Entries, entry => Assert.Equal(entry.Counts.ToArray(), resumed.Find(entry.Name)!.Counts.ToArray()));
    }

    [Fact]
    public void TextsTooShort_AreRefused()
    {
        using Checkpoint checkpoint = Checkpoint.Open(sample);
        _ = Assert.Throws<IngotException>(() => ImportanceCalibration.Run(checkpoint, "short", "t"));
        IngotException error = Assert.Throws<IngotException>(() => ImportanceCalibration.Run(checkpoint, text, "t", new() { FirstChunk = 25 }));
        Assert.Contains("25 whole chunks", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Coverage_NamesExpertsWithoutData()
    {
        ImportanceMatrix matrix = new([new("blk.0.ffn_up_exps.weight", [1, 0, 3, 0], [5, 0, 2, 0]), new("blk.0.attn_q.weight", [1], [5])], [], 1, 5);
        Checkpoints.Findings.Finding finding = Assert.Single(ImportanceCalibration.Coverage(matrix));
        Assert.Equal(("importance-without-data", "blk.0.ffn_up_exps.weight"), (finding.Code, finding.Place));
        Assert.Contains("4 matrices: 1, 3", finding.Message.English, StringComparison.Ordinal);
    }

    [Fact]
    public void LegacyWriter_GivesBackTheSameMeans_AndReplacesInOneStep()
    {
        ImportanceMatrix matrix = new([new("a", [8, 2, 0, 0], [1030, 0]), new("b", [3], [512])], ["first", "last"], 2, 512);
        ImportanceFile.Write(folder.File("a.dat"), matrix, ImportanceFormat.Legacy);
        ImportanceMatrix read = ImportanceFile.Read(folder.File("a.dat")).Matrix;
        Assert.Equal([folder.File("a.dat")], Directory.GetFiles(folder.Path));
        Assert.Equal(["last"], read.Datasets.ToArray());
        Assert.Equal(2, read.ChunkCount);
        // 1030 tokens are three chunks, the last of them cut short.
        Assert.Equal([3L], read.Find("a")!.Counts.ToArray());
        foreach (ImportanceEntry entry in matrix.Entries)
            AssertNear(entry, read.Find(entry.Name)!, 1e-6);
    }

    private static void AssertNear(ImportanceEntry expected, ImportanceEntry actual, double bound)
    {
        Assert.Equal(expected.Importances.Length, actual.Importances.Length);
        for (int i = 0; i < expected.Importances.Length; i++)
            Assert.Equal(1, actual.Importances.Span[i] / (double)expected.Importances.Span[i], bound);
    }
}
