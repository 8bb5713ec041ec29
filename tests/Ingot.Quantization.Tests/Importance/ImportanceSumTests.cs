using Ingot.Quantization.Importance;
using Ingot.Tensors;

namespace Ingot.Quantization.Tests.Importance;

public sealed class ImportanceSumTests
{
    [Fact]
    public void SumsAndCounts_AreAdded_AsIfOneRunHadReadBothTexts()
    {
        ImportanceMatrix first = new([new("a", [1, 2], [8]), new("b", [3], [8])], ["x"], 2, 4);
        ImportanceMatrix second = new([new("a", [10, 20], [4]), new("c", [5], [4])], ["y"], 1, 4);
        ImportanceMatrix sum = ImportanceSum.Of([first, second], 4);
        Assert.Equal(["a", "b", "c"], sum.Entries.Select(entry => entry.Name));
        Assert.Equal([11f, 22f], sum.Find("a")!.Sums.ToArray());
        Assert.Equal([12L], sum.Find("a")!.Counts.ToArray());
        Assert.Equal((3, 4), (sum.ChunkCount, sum.ChunkSize));
        Assert.Equal(["x", "y"], sum.Datasets.ToArray());
    }

    [Fact]
    public void MatricesThatCountChunks_WeighAsTheirTokens()
    {
        // The older format: means times chunks, over chunks, one count for both experts.
        ImportanceMatrix old = new([new("a", [2, 4, 6, 8], [2])], [], 2, chunkSize: 0);
        ImportanceMatrix with = new([new("a", [512, 0, 0, 0], [256, 0])], [], 1, 512);
        ImportanceEntry entry = ImportanceSum.Of([old, with], 512).Find("a")!;
        Assert.Equal([1536f, 2048f, 3072f, 4096f], entry.Sums.ToArray());
        Assert.Equal([1280L, 1024L], entry.Counts.ToArray());
        Assert.Equal(entry.Sums.ToArray(), ImportanceSum.Of([with, old], 512).Find("a")!.Sums.ToArray());
        Assert.Equal([1f, 2f, 3f, 4f], ImportanceSum.Of([old], 512).Find("a")!.Importances.ToArray());
    }

    [Fact]
    public void MatricesOfDifferentModels_AreRefusedByName()
    {
        ImportanceMatrix first = new([new("a", [1, 2], [8])], [], 1, 4), second = new([new("a", [1, 2, 3], [8])], [], 1, 4);
        Assert.Equal("a", Assert.Throws<IngotException>(() => ImportanceSum.Of([first, second], 4)).Location?.Path);
        ImportanceMatrix endless = new([new("a", [1], [long.MaxValue])], [], 1, 0);
        _ = Assert.Throws<IngotException>(() => ImportanceSum.Of([endless], 4));
    }
}
