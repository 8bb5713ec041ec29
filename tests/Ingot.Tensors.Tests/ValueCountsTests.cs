namespace Ingot.Tensors.Tests;

public class ValueCountsTests
{
    private static readonly float[] edges =
    [
        float.NaN, float.PositiveInfinity, float.NegativeInfinity, 65504, -65504, 65505, -1e9f, float.MaxValue, float.Epsilon, -float.Epsilon, 0, -0f, 1,
        MathF.ScaleB(1, -25), MathF.BitIncrement(MathF.ScaleB(1, -25)), MathF.ScaleB(1, -126), MathF.BitDecrement(MathF.ScaleB(1, -126)),
    ];

    [Fact]
    public void Of_AgreesWithScalar_AtEveryLength()
    {
        for (int length = 0; length <= 130; length++)
        {
            float[] weights = Sample.Weights(length, seed: length);
            Assert.Equal(ValueCounts.OfScalar(weights), ValueCounts.Of(weights));
            for (int i = 0; i < length; i++)
                weights[i] = (i * 7 % 3) == 0 ? edges[i % edges.Length] : weights[i];
            Assert.Equal(ValueCounts.OfScalar(weights), ValueCounts.Of(weights));
            Array.Fill(weights, 0.5f);
            Assert.Equal(ValueCounts.OfScalar(weights), ValueCounts.Of(weights));
        }
    }

    [Theory]
    [InlineData(float.NaN, 1, 0, 0, 0), InlineData(float.NegativeInfinity, 1, 0, 0, 0)]
    [InlineData(65504f, 0, 0, 0, 0), InlineData(-65505f, 0, 1, 0, 0), InlineData(3e38f, 0, 1, 0, 0)]
    [InlineData(5.9604645E-08f, 0, 0, 0, 0), InlineData(2.9802322E-08f, 0, 0, 1, 0), InlineData(2.9802326E-08f, 0, 0, 0, 0), InlineData(-1e-30f, 0, 0, 1, 0)]
    [InlineData(1e-40f, 0, 0, 1, 1), InlineData(0f, 0, 0, 0, 0)]
    public void Of_CountsAValue_ForWhatItIs(float value, int nonFinite, int beyond, int lost, int denormal)
    {
        for (int at = 0; at < 37; at++)
        {
            float[] weights = Sample.Weights(37, seed: 3);
            weights[at] = value;
            ValueCounts counts = ValueCounts.Of(weights);
            Assert.Equal((nonFinite, beyond, lost, denormal), (counts.NonFinite, counts.BeyondF16, counts.LostInF16, counts.Denormal));
            Assert.Equal(nonFinite > 0 ? at : -1, counts.FirstNonFinite);
            // What the counts say of F16 is what F16 does.
            Assert.Equal(lost > 0, value != 0 && (Half)value == (Half)0f);
        }
    }

    [Fact]
    public void Then_JoinsRuns_AsIfTheyWereOne()
    {
        float[] weights = Sample.Weights(200, seed: 5);
        for (int i = 0; i < edges.Length; i++)
            weights[40 + (i * 9)] = edges[i];
        for (int cut = 0; cut <= weights.Length; cut++)
            Assert.Equal(ValueCounts.OfScalar(weights), ValueCounts.Of(weights.AsSpan(0, cut)).Then(ValueCounts.Of(weights.AsSpan(cut))));
    }

    [Fact]
    public void ConstantAndZero_AreTold()
    {
        Assert.Equal(0.25f, ValueCounts.Of(Enumerable.Repeat(0.25f, 77).ToArray()).Constant);
        Assert.Null(ValueCounts.Of([.. Enumerable.Repeat(0.25f, 76), 0.5f]).Constant);
        ValueCounts zeros = ValueCounts.Of([.. Enumerable.Repeat(0f, 40), .. Enumerable.Repeat(-0f, 3)]);
        Assert.True(zeros.IsZero);
        Assert.Null(zeros.Constant);
        Assert.False(ValueCounts.Of([]).IsZero);
    }

    [Fact]
    public void Of_TouchesNothingBeyondItsSpan()
    {
        for (int length = 1; length <= 70; length++)
        {
            using GuardedMemory memory = new(length * sizeof(float));
            memory.As<float>().Fill(-2);
            Assert.Equal(length, ValueCounts.Of(memory.As<float>()).Count);
        }
    }
}
