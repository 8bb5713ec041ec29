using Ingot.Quantization.Fitting;
using Ingot.Tensors;

namespace Ingot.Quantization.Tests.Fitting;

public class CacheDimensionsTests
{
    [Fact]
    public void Bytes_AreThoseOfALlama8B() =>
        // 32 layers of 8 heads of 128, keys and values, two bytes each: the 1 GiB that llama.cpp prints for 8192 positions.
        Assert.Equal(1L << 30, new CacheDimensions([.. Enumerable.Repeat(8, 32)], 128, 128).Bytes(8192, TensorTypes.F16, TensorTypes.F16));

    [Theory, InlineData(1, 256), InlineData(256, 256), InlineData(257, 512)]
    public void Bytes_CountWholeRunsOfPositions(int context, int positions) =>
        Assert.Equal(positions * ((2 * 64 * 2) + (2 * 32 * 34 / 32)), new CacheDimensions([2, 0], 64, 32).Bytes(context, TensorTypes.F16, TensorTypes.Q8_0));

    [Fact]
    public void Bytes_Refuse_WhatFillsNoBlocks_AndWhatOverflows()
    {
        Assert.Contains("Q8_0", Assert.Throws<IngotException>(() => new CacheDimensions([1], 80, 80).Bytes(1, TensorTypes.Q8_0, TensorTypes.F16)).Problem, StringComparison.Ordinal);
        Assert.Throws<IngotException>(() => new CacheDimensions([int.MaxValue], int.MaxValue, 1).Bytes(int.MaxValue, TensorTypes.F16, TensorTypes.F16));
    }
}
