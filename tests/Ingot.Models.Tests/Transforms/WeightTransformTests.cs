using Ingot.Models.Transforms;
using Ingot.Tensors;

namespace Ingot.Models.Tests.Transforms;

public class WeightTransformTests
{
    [Fact]
    public void AddedConstant_AddsInFloat_AndItsInverseGivesBackTheStoredBytes()
    {
        MemoryWeight stored = MemoryWeight.Counting("norm", 16);
        IWeight meant = new AddedConstant(1).Apply(stored);
        Assert.Equal(stored.AllValues().Select(value => value + 1), meant.AllValues());
        Assert.Same(stored, new AddedConstant(1).Inverse.Apply(meant));
        Assert.Equal(["plus 1"], WeightTransforms.Of(meant));
        Assert.Equal(stored.AllValues().Select(value => value - 1), new AddedConstant(-1).Apply(stored).AllValues());
    }

    [Fact]
    public void AddedConstant_RoundsToHalf_WhereTheSourceIsHalf()
    {
        MemoryWeight stored = new("norm", new(1), TensorTypes.F16, BitConverter.GetBytes(BitConverter.HalfToUInt16Bits((Half)0.0123f)));
        Assert.Equal([(float)(Half)((float)(Half)0.0123f + 1)], new AddedConstant(1).Apply(stored).AllValues());
    }

    [Fact]
    public void MatrixTransposition_SwapsRowsAndColumns_AndTwiceGivesBackTheSame()
    {
        MemoryWeight stored = MemoryWeight.Counting("w", 3, 5);
        MatrixTransposition transposition = new();
        IWeight swapped = transposition.Apply(stored);
        Assert.Equal(new TensorShape(5, 3), swapped.Shape);
        float[] values = stored.AllValues();
        Assert.Equal(Enumerable.Range(0, 15).Select(i => values[(i % 3 * 5) + (i / 3)]), swapped.AllValues());
        Assert.Equal(stored.AllBytes(), transposition.Inverse.Apply(swapped).AllBytes());
    }
}
