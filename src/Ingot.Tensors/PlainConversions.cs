using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace Ingot.Tensors;

internal sealed class Float32Conversion : PlainConversion<float>
{
    public override void Decode(ReadOnlySpan<float> source, Span<float> weights) => source.CopyTo(weights);

    public override void Encode(ReadOnlySpan<float> weights, Span<float> destination) => weights.CopyTo(destination);

    public override float Dot(ReadOnlySpan<float> row, ReadOnlySpan<float> activations) => TensorPrimitives.Dot(row, activations);
}

internal sealed class Float16Conversion : PlainConversion<Half>
{
    public override void Decode(ReadOnlySpan<Half> source, Span<float> weights) => TensorPrimitives.ConvertToSingle(source, weights);

    public override void Encode(ReadOnlySpan<float> weights, Span<Half> destination) => TensorPrimitives.ConvertToHalf(weights, destination);

    public override float Dot(ReadOnlySpan<Half> row, ReadOnlySpan<float> activations)
    {
        float sum = 0;
        for (int i = 0; i < row.Length; i++)
            sum += (float)row[i] * activations[i];
        return sum;
    }
}

/// <summary>The upper half of a float32. Rounds to nearest even, as every framework does; a NaN stays one.</summary>
internal sealed class BFloat16Conversion : PlainConversion<ushort>
{
    public override void Decode(ReadOnlySpan<ushort> source, Span<float> weights)
    {
        for (int i = 0; i < weights.Length; i++)
            weights[i] = BitConverter.UInt32BitsToSingle((uint)source[i] << 16);
    }

    public override void Encode(ReadOnlySpan<float> weights, Span<ushort> destination)
    {
        ReadOnlySpan<uint> bits = MemoryMarshal.Cast<float, uint>(weights);
        for (int i = 0; i < bits.Length; i++)
        {
            uint value = bits[i];
            destination[i] = (value & 0x7FFFFFFF) > 0x7F800000
                ? (ushort)((value >> 16) | 64)
                : (ushort)((value + 0x7FFF + ((value >> 16) & 1)) >> 16);
        }
    }

    public override float Dot(ReadOnlySpan<ushort> row, ReadOnlySpan<float> activations)
    {
        float sum = 0;
        for (int i = 0; i < row.Length; i++)
            sum += BitConverter.UInt32BitsToSingle((uint)row[i] << 16) * activations[i];
        return sum;
    }
}

internal sealed class Float64Conversion : PlainConversion<double>
{
    public override void Decode(ReadOnlySpan<double> source, Span<float> weights) => TensorPrimitives.ConvertTruncating(source, weights);

    public override void Encode(ReadOnlySpan<float> weights, Span<double> destination) => TensorPrimitives.ConvertTruncating(weights, destination);

    public override float Dot(ReadOnlySpan<double> row, ReadOnlySpan<float> activations)
    {
        double sum = 0;
        for (int i = 0; i < row.Length; i++)
            sum += row[i] * activations[i];
        return (float)sum;
    }
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

    public override float Dot(ReadOnlySpan<byte> row, ReadOnlySpan<float> activations)
    {
        float sum = 0;
        for (int i = 0; i < row.Length; i++)
            sum += values[row[i]] * activations[i];
        return sum;
    }

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
