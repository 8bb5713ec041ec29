using Ingot.Models.Transforms;

namespace Ingot.Models.Tests.Transforms;

/// <summary>The bits themselves are held against a published file (its table of positions); here, that they are powers and sines at all.</summary>
public class ReferenceMathTests
{
    [Fact]
    public void Power_IsWithinOneUlp_FromZeroUpToOne()
    {
        for (int i = 0; i < 4096; i++)
        {
            float exponent = i / 4096f, expected = (float)Math.Pow(10000, exponent), actual = ReferenceMath.PowerOfTenThousand(exponent);
            Assert.InRange(BitConverter.SingleToInt32Bits(actual) - BitConverter.SingleToInt32Bits(expected), -1, 1);
        }

        Assert.Equal(1, ReferenceMath.PowerOfTenThousand(0));
        Assert.Equal(10, ReferenceMath.PowerOfTenThousand(0.25f));
        Assert.Equal(100, ReferenceMath.PowerOfTenThousand(0.5f));
    }

    [Fact]
    public void SineAndCosine_AreClose_OverManyTurns()
    {
        for (int i = -20_000; i <= 20_000; i++)
        {
            float angle = i * 0.01f;
            Assert.Equal(Math.Sin(angle), ReferenceMath.Sine(angle), tolerance: 1.5e-7);
            Assert.Equal(Math.Cos(angle), ReferenceMath.Cosine(angle), tolerance: 1.5e-7);
        }
    }

    // From NumPy 2.4.6 in single precision on a processor with AVX-512.
    [Theory]
    [InlineData(7, 1.0746077f), InlineData(9, 1.0969292f), InlineData(13, 1.1429722f)]
    public void Power_HasTheReferencesLastBit(int numerator, float expected) => Assert.Equal(expected, ReferenceMath.PowerOfTenThousand(numerator / 896f));
}
