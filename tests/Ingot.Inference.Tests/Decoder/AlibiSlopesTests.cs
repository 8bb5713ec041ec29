using Ingot.Inference.Decoder;

namespace Ingot.Inference.Tests.Decoder;

public class AlibiSlopesTests
{
    [Theory]
    [InlineData(8, new[] { 0.5f, 0.25f, 0.125f, 0.0625f, 0.03125f, 0.015625f, 0.0078125f, 0.00390625f })]
    [InlineData(6, new[] { 0.25f, 0.0625f, 0.015625f, 0.00390625f, 0.5f, 0.125f })]
    public void Slopes_ArePowersOfTwo_AndEveryOtherOfTheNextPowerForTheRest(int headCount, float[] expected) =>
        Assert.Equal(expected, Enumerable.Range(0, headCount).Select(head => AlibiSlopes.Of(head, headCount)));

    [Fact]
    public void SoftCap_BoundsLargeValues_AndLeavesSmallOnes()
    {
        float[] values = [0.01f, -1000, 1000];
        SoftCap.Apply(values, scale: 1, cap: 30);
        Assert.Equal(0.01f, values[0], 1e-6f);
        Assert.Equal([-30f, 30f], values[1..]);
    }
}
