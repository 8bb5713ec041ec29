using Ingot.Tensors.Packing;

namespace Ingot.Tensors.Tests.Packing;

public class HalfRoundingTests
{
    [Fact]
    public void Round_IsTheConversionThereAndBack_AtEveryHalfAndBetween()
    {
        List<float> values = [float.NaN, float.PositiveInfinity, float.NegativeInfinity, float.MaxValue, float.Epsilon, 65519, 65520, -65520, 1e-30f];
        for (int code = 0; code < 1 << 16; code++)
        {
            float half = (float)BitConverter.UInt16BitsToHalf((ushort)code), next = (float)BitConverter.UInt16BitsToHalf((ushort)(code ^ 1));
            // The half itself, the middle to its neighbour, and what lies on either side of that.
            float middle = (half + next) / 2;
            values.AddRange([half, middle, MathF.BitIncrement(middle), MathF.BitDecrement(middle)]);
        }

        float[] expected = [.. values], actual = [.. values];
        HalfRounding.RoundScalar(expected);
        HalfRounding.Round(actual);
        for (int i = 0; i < expected.Length; i++)
            Assert.True(expected[i].Equals(actual[i]), $"{values[i]:G9}: expected {expected[i]:G9}, got {actual[i]:G9}.");
    }

    [Fact]
    public void Round_TouchesNothingBeyondItsSpan()
    {
        for (int length = 1; length <= 40; length++)
        {
            using GuardedMemory memory = new(length * sizeof(float));
            memory.As<float>().Fill(1.0001f);
            HalfRounding.Round(memory.As<float>());
            Assert.Equal(-1, memory.As<float>().IndexOfAnyExcept(1f));
        }
    }
}
