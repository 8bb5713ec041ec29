using Ingot.Models.Transforms;
using Ingot.Tensors;

namespace Ingot.Models.Tests.Transforms;

public class WeightTransformTests
{
    public static TheoryData<WeightTransform, long[]> Cases => new()
    {
        { new MatrixTransposition(), [3, 5] },
        { new MatrixTransposition(), [4, 3, 5] },
        { new MatrixTransposition(), [7] },
        { new ChannelAxis(), [6, 1, 4] },
        { new ChannelAxis(Adds: true), [6, 4] },
        { new LeadingAxis(), [1, 6] },
        { new LeadingAxis(Adds: true), [6] },
    };

    [Theory, MemberData(nameof(Cases))]
    public void Transform_AndItsInverse_GiveBackTheSameBytes(WeightTransform transform, long[] dimensions)
    {
        MemoryWeight source = MemoryWeight.Counting("weight", dimensions);
        IWeight there = transform.Apply(source), back = transform.Inverse.Apply(there);
        Assert.Equal(transform.ShapeOf(source.Shape), there.Shape);
        Assert.Equal(source.Shape, back.Shape);
        Assert.Equal(source.AllBytes(), back.AllBytes());
        Assert.Equal(source.AllValues(), back.AllValues());
        Assert.Equal(transform, transform.Inverse.Inverse);
    }

    [Fact]
    public void Transposition_TurnsEveryMatrixOfAStack()
    {
        IWeight turned = new MatrixTransposition().Apply(MemoryWeight.Counting("stack", 2, 2, 3));
        Assert.Equal(new TensorShape(2, 3, 2), turned.Shape);
        Assert.Equal([0f, 3, 1, 4, 2, 5, 6, 9, 7, 10, 8, 11], turned.AllValues());
        float[] across = new float[4];
        turned.DecodeRows(2, across);
        Assert.Equal([2f, 5, 6, 9], across);
    }

    [Fact]
    public void Transposition_GivesF32_OfBlocks()
    {
        float[] values = [.. Enumerable.Range(0, 64).Select(i => (float)(i % 32))];
        byte[] bytes = new byte[TensorTypes.Q8_0.ByteCount(new(2, 32))];
        TensorTypes.Q8_0.Encode(values, [], bytes);
        IWeight turned = new MatrixTransposition().Apply(new MemoryWeight("blocks", new(2, 32), TensorTypes.Q8_0, bytes));
        Assert.Same(TensorTypes.F32, turned.StoredType);
        Assert.Equal(new TensorShape(32, 2), turned.Shape);
        Assert.Equal(turned.AllValues()[0], turned.AllValues()[1]);
        Assert.InRange(turned.AllValues()[62], 30.9f, 31.1f);
    }

    [Theory, InlineData(0f, -1f), InlineData(1f, -2.7182817f), InlineData(-88f, -6.0546e-39f), InlineData(2.7725887f, -16f)]
    public void StateDecay_IsMinusTheExponential(float logarithm, float decay)
    {
        MemoryWeight source = new("A_log", new(1), TensorTypes.F32, BitConverter.GetBytes(logarithm));
        IWeight there = new StateDecay().Apply(source);
        Assert.Equal(decay, there.AllValues()[0], MathF.Abs(decay) * 1e-6f);
        Assert.Equal(logarithm, new StateDecay().Inverse.Apply(there).AllValues()[0], 1e-5f);
    }
}
