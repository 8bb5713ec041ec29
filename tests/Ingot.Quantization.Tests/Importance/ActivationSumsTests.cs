using Ingot.Models;
using Ingot.Quantization.Importance;
using Ingot.Tensors;

namespace Ingot.Quantization.Tests.Importance;

public sealed class ActivationSumsTests
{
    private readonly ActivationSums sums = new(new Dictionary<(TensorRole, int), CalibratedTensor>
    {
        [(TensorRole.FeedForwardDown, 3)] = new("down", 1, 2),
        [(TensorRole.ExpertUp, 0)] = new("experts", 3, 2),
        [(TensorRole.AttentionQuery, 0)] = new("unseen", 1, 2),
    });

    [Fact]
    public void Squares_AreAddedColumnByColumn_OverAllCalls()
    {
        sums.Add(new(TensorRole.FeedForwardDown, 3), [1, -2, 3, 4], 2);
        sums.Add(new(TensorRole.FeedForwardDown, 3), [0.5f, 0], 2);
        sums.Add(new(TensorRole.FeedForwardDown, 2), [100, 100], 2);
        ImportanceEntry entry = Assert.Single(sums.ToMatrix("text", 7, 512).Entries);
        Assert.Equal("down", entry.Name);
        Assert.Equal([10.25f, 20f], entry.Sums.ToArray());
        Assert.Equal([3L], entry.Counts.ToArray());
    }

    [Fact]
    public void Experts_AreCountedOneByOne()
    {
        sums.Add(new(TensorRole.ExpertUp, 0, Expert: 2), [1, 2, 3, 4], 2);
        sums.Add(new(TensorRole.ExpertUp, 0, Expert: 0), [5, 6], 2);
        ImportanceMatrix matrix = sums.ToMatrix("text", 7, 512);
        ImportanceEntry entry = matrix.Find("experts")!;
        Assert.Equal([25f, 36f, 0f, 0f, 10f, 20f], entry.Sums.ToArray());
        Assert.Equal([1L, 0L, 2L], entry.Counts.ToArray());
        Assert.Equal((7, 512), (matrix.ChunkCount, matrix.ChunkSize));
        Assert.Equal(["text"], matrix.Datasets.ToArray());
    }

    [Theory, InlineData(float.NaN), InlineData(float.NegativeInfinity), InlineData(1e38f)]
    public void WhatIsNotFinite_IsNamedByTensorAndColumn(float value)
    {
        sums.Add(new(TensorRole.ExpertUp, 0, Expert: 1), [1, value], 2);
        IngotException error = Assert.Throws<IngotException>(() => sums.ToMatrix("text", 1, 512));
        Assert.Equal("experts", error.Location?.Path);
        Assert.Contains("column 1 of matrix 1", error.Message, StringComparison.Ordinal);
    }
}
