using Ingot.Quantization.Importance;

namespace Ingot.Quantization.Tests.Importance;

public sealed class ImportanceStatisticsTests
{
    [Fact]
    public void Statistics_AreThoseOfTheMeans_OfMatricesWithData()
    {
        ImportanceMatrix matrix = new(
            [new("blk.0.up.weight", [2, 6], [2]), new("blk.1.up.weight", [8, 24], [4]), new("output.weight", [1, 1, 5, 5], [1, 0]), new("none", [1], [0])], [], 1, 4);
        IReadOnlyList<ImportanceStatistics> all = ImportanceStatistics.Of(matrix);
        Assert.Equal(["blk.1.up.weight", "blk.0.up.weight", "output.weight"], all.Select(one => one.Name));
        ImportanceStatistics first = all[0];
        Assert.Equal((1, 2, 8.0, 2.0, 6.0, 4.0, 2.0), (first.Layer, first.Count, first.Energy, first.Least, first.Most, first.Mean, first.Deviation));
        Assert.Equal(-(0.25 * Math.Log2(0.25)) - (0.75 * Math.Log2(0.75)), first.Evenness, 1e-12);
        Assert.Equal(1, first.CosineToPreviousLayer!.Value, 1e-6);
        Assert.Null(all[1].CosineToPreviousLayer);
        Assert.Equal((null, 2, 1.0, 0.0), (all[2].Layer, all[2].Count, all[2].Evenness, all[2].Deviation));
    }

    [Fact]
    public void Outliers_LieBeyondOneDeviation() =>
        Assert.Equal(0.1, ImportanceStatistics.Of(new([new("t", [1, 1, 1, 1, 1, 1, 1, 1, 1, 90], [1])], [], 1, 4))[0].OutlierShare, 1e-12);
}
