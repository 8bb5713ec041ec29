using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Ingot.Tensors.Kernels;

namespace Ingot.Tensors;

internal sealed class Float32Conversion : PlainConversion<float>
{
    public override void Decode(ReadOnlySpan<float> source, Span<float> weights) => source.CopyTo(weights);

    public override void Encode(ReadOnlySpan<float> weights, Span<float> destination) => weights.CopyTo(destination);

    public override void Dot(ReadOnlySpan<float> rows, ReadOnlySpan<float> vector, Span<float> products) =>
        DotProduct.StoredRows<float, Float32Lanes>(rows, vector, products);
}

internal sealed class Float16Conversion : PlainConversion<Half>
{
    public override void Decode(ReadOnlySpan<Half> source, Span<float> weights) => LaneDecode.Run<Half, Float16Lanes>(source, weights);

    public override void Encode(ReadOnlySpan<float> weights, Span<Half> destination) => TensorPrimitives.ConvertToHalf(weights, destination);

    public override void Dot(ReadOnlySpan<Half> rows, ReadOnlySpan<float> vector, Span<float> products) =>
        DotProduct.StoredRows<Half, Float16Lanes>(rows, vector, products);
}

/// <summary>The upper half of a float32. Rounds to nearest even, as every framework does; a NaN stays one.</summary>
internal sealed class BFloat16Conversion : PlainConversion<ushort>
{
    public override void Decode(ReadOnlySpan<ushort> source, Span<float> weights) => LaneDecode.Run<ushort, BFloat16Lanes>(source, weights);

    public override void Encode(ReadOnlySpan<float> weights, Span<ushort> destination)
    {
        int i = 0;
        if (Vector128.IsHardwareAccelerated)
        {
            ref float from = ref MemoryMarshal.GetReference(weights);
            ref ushort to = ref MemoryMarshal.GetReference(destination);
            for (; i <= weights.Length - 16; i += 16)
            {
                Vector256<uint> low = Round(Vector256.LoadUnsafe(ref from, (nuint)i).AsUInt32());
                Vector256<uint> high = Round(Vector256.LoadUnsafe(ref from, (nuint)i + 8).AsUInt32());
                Vector256.Narrow(low, high).StoreUnsafe(ref to, (nuint)i);
            }
        }

        for (; i < weights.Length; i++)
            destination[i] = Round(BitConverter.SingleToUInt32Bits(weights[i]));
    }

    public override void Dot(ReadOnlySpan<ushort> rows, ReadOnlySpan<float> vector, Span<float> products) =>
        DotProduct.StoredRows<ushort, BFloat16Lanes>(rows, vector, products);

    internal static ushort Round(uint bits) => (bits & 0x7FFFFFFF) > 0x7F800000
        ? (ushort)((bits >> 16) | 64)
        : (ushort)((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16);

    private static Vector256<uint> Round(Vector256<uint> bits)
    {
        Vector256<uint> notNumber = ~Vector256.LessThanOrEqual(bits & Vector256.Create(0x7FFFFFFFu), Vector256.Create(0x7F800000u));
        Vector256<uint> upper = bits >>> 16;
        Vector256<uint> rounded = (bits + Vector256.Create(0x7FFFu) + (upper & Vector256<uint>.One)) >>> 16;
        return Vector256.ConditionalSelect(notNumber, upper | Vector256.Create(64u), rounded);
    }
}

internal sealed class Float64Conversion : PlainConversion<double>
{
    public override void Decode(ReadOnlySpan<double> source, Span<float> weights) => TensorPrimitives.ConvertTruncating(source, weights);

    public override void Encode(ReadOnlySpan<float> weights, Span<double> destination) => TensorPrimitives.ConvertTruncating(weights, destination);
}

/// <summary>An 8-bit float with the given split into exponent and mantissa, decoded through a table of its 256 values.</summary>
/// <remarks>Source: OCP 8-bit Floating Point Specification (OFP8), revision 1.0. Only read: nothing we write stores it bare.</remarks>
internal sealed class Float8Conversion(Func<byte, float> decode, string name) : PlainConversion<byte>
{
    private readonly float[] values = [.. Enumerable.Range(0, 256).Select(code => decode((byte)code))];

    public override void Decode(ReadOnlySpan<byte> source, Span<float> weights)
    {
        for (int i = 0; i < weights.Length; i++)
            weights[i] = values[source[i]];
    }

    public override void Encode(ReadOnlySpan<float> weights, Span<byte> destination) =>
        throw new NotSupportedException($"{name} is read, not written.");

    /// <summary>4 exponent bits (bias 7), 3 mantissa bits, no infinities; both all-ones codes are NaN.</summary>
    public static float DecodeE4M3(byte code)
    {
        int exponent = (code >> 3) & 15, mantissa = code & 7;
        float magnitude = (code & 0x7F) == 0x7F ? float.NaN
            : exponent == 0 ? MathF.ScaleB(mantissa, -9)
            : MathF.ScaleB(8 + mantissa, exponent - 10);
        return (code & 0x80) == 0 ? magnitude : -magnitude;
    }

    /// <summary>5 exponent bits (bias 15), 2 mantissa bits: the upper byte of a half.</summary>
    public static float DecodeE5M2(byte code) => (float)BitConverter.UInt16BitsToHalf((ushort)(code << 8));
}
