namespace Ingot.Tensors.Tests;

public class EncodedWeightTests
{
    private static readonly float[] values = [.. Enumerable.Range(0, 3 * 64).Select(i => MathF.Sin(i))];

    [Theory, InlineData("F32"), InlineData("BF16"), InlineData("Q8_0"), InlineData("Q4_1")]
    public void Encode_HoldsWhatTheTypeMakesOfTheNumbers(string name)
    {
        TensorType type = TensorTypes.FromName(name)!;
        EncodedWeight weight = EncodedWeight.Encode("w", new(3, 64), type, values);
        byte[] expected = new byte[type.RowBytes(64)], actual = new byte[expected.Length];
        float[] decoded = new float[64], row = new float[64];
        for (int i = 0; i < 3; i++)
        {
            type.Encode(values.AsSpan(i * 64, 64), default, expected);
            type.Decode(expected, decoded);
            weight.ReadRows(i, actual);
            weight.DecodeRows(i, row);
            Assert.Equal(expected, actual);
            Assert.Equal(decoded, row);
            Assert.True(weight.TryMapRows(i, 1, out ReadOnlySpan<byte> mapped));
            Assert.Equal(expected, mapped.ToArray());
        }

        EncodedWeight again = EncodedWeight.Encode(weight, type);
        again.ReadRows(2, actual);
        Assert.Equal(expected, actual);
    }

    [Fact]
    public void Encode_RefusesWhatDoesNotFit()
    {
        Assert.Throws<ArgumentException>(() => EncodedWeight.Encode("w", new(3, 63), TensorTypes.F32, values));
        Assert.Throws<ArgumentException>(() => EncodedWeight.Encode("w", new(6, 32), TensorTypes.Q4_K, values));
        Assert.Throws<ArgumentException>(() => EncodedWeight.Encode("w", new(3, 64), TensorTypes.I32, values));
    }
}
