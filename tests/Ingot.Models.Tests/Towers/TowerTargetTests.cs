using Ingot.Models.Towers;
using Ingot.Models.Transforms;
using Ingot.Tensors;

namespace Ingot.Models.Tests.Towers;

public class TowerTargetTests
{
    [Theory, InlineData(6, 4), InlineData(3, 1), InlineData(9, 5)]
    public void Shares_TogetherAreTheWhole(int rows, int columns)
    {
        MemoryWeight packed = MemoryWeight.Counting("qkv", rows, columns);
        IWeight[] shares = [.. Enumerable.Range(0, 3).Select(i => new TowerTarget("x") { Share = (i, 3) }.Open(packed))];
        Assert.All(shares, share => Assert.Equal(new TensorShape(rows / 3, columns), share.Shape));
        Assert.Equal(packed.AllBytes(), shares.SelectMany(share => share.AllBytes()));
    }

    [Fact]
    public void SharesOfABias_TogetherAreTheWhole()
    {
        MemoryWeight packed = MemoryWeight.Counting("bias", 12);
        IWeight[] shares = [.. Enumerable.Range(0, 3).Select(i => new TowerTarget("x") { Share = (i, 3) }.Open(packed))];
        Assert.All(shares, share => Assert.Equal(new TensorShape(4), share.Shape));
        Assert.Equal(packed.AllValues(), shares.SelectMany(share => share.AllValues()));
        _ = Assert.Throws<IngotException>(() => new TowerTarget("x") { Share = (0, 3) }.Open(MemoryWeight.Counting("bias", 11)));
    }

    [Fact]
    public void Frames_TakeEachValueOnce()
    {
        MemoryWeight kernel = MemoryWeight.Counting("patch", 2, 3, 2, 4, 5);
        IWeight[] frames = [.. Enumerable.Range(0, 2).Select(i => new TowerTarget("x") { Frame = (i, 2) }.Open(kernel))];
        Assert.All(frames, frame => Assert.Equal(new TensorShape(2, 3, 4, 5), frame.Shape));
        for (int frame = 0; frame < 2; frame++)
        {
            float[] values = frames[frame].AllValues();
            for (int kernelIndex = 0, at = 0; kernelIndex < 6; kernelIndex++)
            {
                for (int i = 0; i < 20; i++, at++)
                    Assert.Equal((((kernelIndex * 2) + frame) * 20) + i, values[at]);
            }
        }

        _ = Assert.Throws<IngotException>(() => new TowerTarget("x") { Frame = (0, 2) }.Open(MemoryWeight.Counting("patch", 2, 3, 3, 4, 5)));
    }

    [Fact]
    public void SineGrid_IsItsFormula()
    {
        IWeight grid = new TowerTarget("x") { SineGridSide = 5 }.Open(MemoryWeight.Counting("proj", 16, 16));
        Assert.Equal(new TensorShape(25, 16), grid.Shape);
        float[] values = grid.AllValues();
        for (int at = 0; at < values.Length; at++)
        {
            int row = at / 16, i = at % 16, position = i < 8 ? row % 5 : row / 5;
            double angle = position * Math.Pow(10000, -(i % 4) / 4.0);
            Assert.Equal((i % 8) < 4 ? Math.Sin(angle) : Math.Cos(angle), values[at], tolerance: 1e-5);
        }

        float[] last = new float[16];
        grid.DecodeRows(24, last);
        Assert.Equal(values[^16..], last);
        _ = Assert.Throws<IngotException>(() => new TowerTarget("x") { SineGridSide = 5 }.Open(MemoryWeight.Counting("proj", 16, 6)));
    }
}
