using Ingot.Models.Transforms;
using Ingot.Tensors;

namespace Ingot.Models.Tests.Transforms;

public class AddedConstantTests
{
    [Fact]
    public void Constant_IsAddedInFloat_AndItsInverseGivesBackTheStoredBytes()
    {
        MemoryWeight stored = MemoryWeight.Counting("norm", 16);
        IWeight meant = new AddedConstant(1).Apply(stored);
        Assert.Equal(stored.AllValues().Select(value => value + 1), meant.AllValues());
        Assert.Same(stored, new AddedConstant(1).Inverse.Apply(meant));
        Assert.Equal(["plus 1"], WeightTransforms.Of(meant));
        Assert.Equal(stored.AllValues().Select(value => value - 1), new AddedConstant(-1).Apply(stored).AllValues());
    }

    [Fact]
    public void Sum_IsRoundedToHalf_WhereTheSourceIsHalf()
    {
        MemoryWeight stored = new("norm", new(1), TensorTypes.F16, BitConverter.GetBytes(BitConverter.HalfToUInt16Bits((Half)0.0123f)));
        Assert.Equal([(float)(Half)((float)(Half)0.0123f + 1)], new AddedConstant(1).Apply(stored).AllValues());
    }
}
