using Ingot.Inference.Precision;
using Ingot.Tensors;

namespace Ingot.Inference.Tests.Precision;

public class RounderTests
{
    [Theory, InlineData(0), InlineData(1), InlineData(255), InlineData(256), InlineData(257), InlineData(1000)]
    public void Apply_RoundsEveryValue_ToTheNearestOfTheType(int count)
    {
        float[] values = [.. Enumerable.Range(0, count).Select(i => MathF.Sin(i) * MathF.Pow(10, (i % 9) - 4))];
        float[] expected = [.. values.Select(value => (float)(Half)value)];
        new Rounder(NumericPolicy.Float16).Apply(RoundingPoints.Linear, values);
        Assert.Equal(expected, values);
    }

    [Fact]
    public void Apply_RoundsOnlyAtThePointsOfThePolicy()
    {
        Rounder rounder = new(new() { Name = "fused", Results = TensorTypes.BF16, Points = RoundingPoints.FusedAttention });
        Assert.Equal(1.00390625f, rounder.Apply(RoundingPoints.Score, 1.00390625f));
        Assert.Equal(1f, rounder.Apply(RoundingPoints.Probability, 1.00390625f));
        Assert.Equal(1.00390625f, Rounder.None.Apply(RoundingPoints.Residual, 1.00390625f));
    }

    [Fact]
    public void Apply_OverflowsAsTheTypeDoes() =>
        Assert.Equal(float.PositiveInfinity, new Rounder(NumericPolicy.Float16).Apply(RoundingPoints.Residual, 65520f));

    [Fact]
    public void Policy_RefusesTypesThatHoldNoResults() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new NumericPolicy { Name = "q", Results = TensorTypes.Q8_0 });
}
