using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Ingot.Tensors.Kernels;

namespace Ingot.Tensors.Tests;

public class PlainTypeTests
{
    private static readonly int[] lengths = [0, 1, 3, 7, 8, 15, 16, 17, 31, 33, 63, 64, 65, 129, 1000];

    [Fact]
    public void F16_DecodesEveryHalf_AtEveryWidth()
    {
        Half[] halves = [.. Enumerable.Range(0, 65536).Select(bits => BitConverter.UInt16BitsToHalf((ushort)bits))];
        float[] expected = Array.ConvertAll(halves, half => (float)half), decoded = new float[65536];
        TensorTypes.F16.Decode(MemoryMarshal.AsBytes<Half>(halves), decoded);
        AssertSame(expected, decoded);

        float[] four = new float[65536], eight = new float[65536], sixteen = new float[65536];
        for (int i = 0; i < 65536; i += 16)
        {
            for (int part = i; part < i + 16; part += 4)
                Float16Lanes.Four(ref halves[0], (nuint)part).CopyTo(four, part);
            Float16Lanes.Eight(ref halves[0], (nuint)i).CopyTo(eight, i);
            Float16Lanes.Eight(ref halves[0], (nuint)i + 8).CopyTo(eight, i + 8);
            Float16Lanes.Sixteen(ref halves[0], (nuint)i).CopyTo(sixteen, i);
        }

        AssertSame(expected, four);
        AssertSame(expected, eight);
        AssertSame(expected, sixteen);
    }

    [Fact]
    public void F16_Rounds_AsTheRuntimeDoes()
    {
        float[] weights = [.. AwkwardFloats()];
        byte[] bytes = new byte[weights.Length * 2];
        TensorTypes.F16.Encode(weights, [], bytes);
        for (int i = 0; i < weights.Length; i++)
        {
            Half expected = (Half)weights[i], actual = BitConverter.ToHalf(bytes, i * 2);
            Assert.True(Half.IsNaN(expected) ? Half.IsNaN(actual) : BitConverter.HalfToUInt16Bits(expected) == BitConverter.HalfToUInt16Bits(actual),
                $"{weights[i]:R} became {actual}, not {expected}");
        }
    }

    [Fact]
    public void BF16_RoundsToNearestEven_AndKeepsNaN()
    {
        float[] weights = [.. AwkwardFloats()];
        ushort[] stored = new ushort[weights.Length];
        TensorTypes.BF16.Encode(weights, [], MemoryMarshal.AsBytes(stored.AsSpan()));
        for (int i = 0; i < weights.Length; i++)
            Assert.Equal(BFloat16Conversion.Round(BitConverter.SingleToUInt32Bits(weights[i])), stored[i]);

        Assert.Equal(0x3F80, BFloat16Conversion.Round(0x3F808000));
        Assert.Equal(0x3F82, BFloat16Conversion.Round(0x3F818000));
        Assert.Equal(0x3F81, BFloat16Conversion.Round(0x3F808001));
        Assert.Equal(0x7F80, BFloat16Conversion.Round(0x7F7FFFFF));
        Assert.True(float.IsNaN(BitConverter.UInt32BitsToSingle((uint)BFloat16Conversion.Round(0x7F800001) << 16)));
    }

    [Fact]
    public void BF16_GivesBackItsOwnBits()
    {
        ushort[] all = [.. Enumerable.Range(0, 65536).Select(bits => (ushort)bits).Where(bits => (bits & 0x7FFF) <= 0x7F80)];
        float[] weights = new float[all.Length];
        ushort[] back = new ushort[all.Length];
        TensorTypes.BF16.Decode(MemoryMarshal.AsBytes<ushort>(all), weights);
        TensorTypes.BF16.Encode(weights, [], MemoryMarshal.AsBytes(back.AsSpan()));
        Assert.Equal(all, back);
    }

    [Theory, InlineData("F32"), InlineData("F16"), InlineData("BF16"), InlineData("F64")]
    public void Dot_AgreesWithDoubles(string name)
    {
        TensorType type = TensorTypes.FromName(name)!;
        foreach (int length in lengths)
        {
            byte[] row = new byte[type.RowBytes(length)];
            type.Encode(Sample.Weights(length, seed: length, deviation: 1), [], row);
            float[] weights = new float[length], activations = Sample.Weights(length, seed: -length, deviation: 1);
            type.Decode(row, weights);
            double expected = weights.Zip(activations, (w, x) => (double)w * x).Sum();
            Assert.Equal(expected, type.Dot(row, MemoryMarshal.AsBytes<float>(activations)), tolerance: 1e-6 * (length + 1));
        }
    }

    [Fact]
    public void Dot_AgreesAtEveryWidth()
    {
        foreach (int length in lengths)
        {
            float[] x = Sample.Weights(length, seed: 21, deviation: 1);
            AssertWidthsAgree<float, Float32Lanes>(Sample.Weights(length, seed: 22, deviation: 1), x);
            AssertWidthsAgree<Half, Float16Lanes>(Array.ConvertAll(Sample.Weights(length, seed: 23), weight => (Half)weight), x);
            AssertWidthsAgree<ushort, BFloat16Lanes>(
                Array.ConvertAll(Sample.Weights(length, seed: 24), weight => BFloat16Conversion.Round(BitConverter.SingleToUInt32Bits(weight))), x);
        }
    }

    [Theory, InlineData("F32"), InlineData("F16"), InlineData("BF16")]
    public void Kernels_TouchNothingBeyondTheirSpans(string name)
    {
        TensorType type = TensorTypes.FromName(name)!;
        foreach (int length in lengths.Skip(1))
        {
            using GuardedMemory stored = new((int)type.RowBytes(length)), floats = new(length * sizeof(float));
            Sample.Weights(length, seed: 2).CopyTo(floats.As<float>());
            type.Encode(floats.As<float>(), [], stored.Bytes);
            Assert.True(type.Dot(stored.Bytes, floats.Bytes) > 0);
            type.Decode(stored.Bytes, floats.As<float>());
            Assert.NotEqual(0, floats.As<float>()[^1]);
        }
    }

    private static void AssertWidthsAgree<T, TLanes>(T[] row, float[] activations)
        where T : unmanaged
        where TLanes : IFloatLanes<T>
    {
        float expected = Product<T, TLanes, DotVector1>(row, activations), tolerance = 2e-6f * (row.Length + 1);
        Assert.Equal(expected, Product<T, TLanes, DotVector4>(row, activations), tolerance);
        Assert.Equal(expected, Product<T, TLanes, DotVector8>(row, activations), tolerance);
        Assert.Equal(expected, Product<T, TLanes, DotVector16>(row, activations), tolerance);
    }

    private static float Product<T, TLanes, TVector>(T[] row, float[] activations)
        where T : unmanaged
        where TLanes : IFloatLanes<T>
        where TVector : struct, IDotVector<TVector>
    {
        float[] product = new float[1];
        DotProduct.Rows<T, TLanes, TVector>(row, activations, product);
        return product[0];
    }

    /// <summary>Every sign and exponent with mantissas at and about the ties of both 16-bit types.</summary>
    private static IEnumerable<float> AwkwardFloats()
    {
        uint[] mantissas = [0, 1, 0x0FFF, 0x1000, 0x1001, 0x2FFF, 0x3000, 0x3001, 0x7FFF, 0x8000, 0x8001, 0x17FFF, 0x18000, 0x18001, 0x7FFFFF, 0x400000];
        return from exponent in Enumerable.Range(0, 512) from mantissa in mantissas select BitConverter.UInt32BitsToSingle(((uint)exponent << 23) | mantissa);
    }

    private static void AssertSame(float[] expected, float[] actual)
    {
        for (int i = 0; i < expected.Length; i++)
            Assert.True(
                float.IsNaN(expected[i]) ? float.IsNaN(actual[i]) : BitConverter.SingleToInt32Bits(expected[i]) == BitConverter.SingleToInt32Bits(actual[i]),
                $"half {i:X4} became {actual[i]:R}, not {expected[i]:R}");
    }
}
