using System.Runtime.InteropServices;

namespace Ingot.Tensors.Blocks;

/// <summary>Q2_0: 64 weights of two bits sharing one scale. 18 bytes, 2.25 bits per weight.</summary>
/// <remarks>
/// weight[i] = Scale * (code[i] - 1), four neighbours to a byte, the first lowest. The encoder scales by the largest magnitude, so it never
/// uses code 3, twice the scale. Source: GGUF specification, tensor type 42.
/// </remarks>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
internal struct BlockQ2_0 : IQuantBlock<BlockQ2_0, BlockQ8_0>, ISignedCodes<BlockQ2_0>
{
    private const int Length = 64;

    public Half Scale;
    public Bytes16 Codes;

    public static string Name => "Q2_0";

    public static int GgufId => 42;

    public static int WeightsPerBlock => Length;

    /// <summary>Importance is not used: there is no scale to search.</summary>
    public static void Quantize(ReadOnlySpan<float> weights, ReadOnlySpan<float> importance, Span<BlockQ2_0> blocks)
    {
        foreach (ref BlockQ2_0 block in blocks)
        {
            block = default;
            float scale = MathF.Abs(ScaleSearch.Extreme(weights[..Length]));
            float inverse = scale > 0 ? 1 / scale : 0;
            block.Scale = (Half)scale;
            for (int i = 0; i < Length; i++)
            {
                // What an infinite inverse scale makes infinite or NaN has code 0, as in published files.
                float number = MathF.Round(weights[i] * inverse, MidpointRounding.AwayFromZero);
                int code = float.IsFinite(number) ? (int)number + 1 : 0;
                block.Codes[i / 4] |= (byte)(code << (i % 4 * 2));
            }

            weights = weights[Length..];
        }
    }

    public static void Dequantize(ReadOnlySpan<BlockQ2_0> blocks, Span<float> weights) => SignedCodes.Dequantize(blocks, weights);

    public static float Dot(ReadOnlySpan<BlockQ2_0> weights, ReadOnlySpan<BlockQ8_0> activations) => SignedCodes.Dot(weights, activations);

    public static void UnpackNumbers(in BlockQ2_0 block, Span<sbyte> numbers)
    {
        Span<ulong> eights = MemoryMarshal.Cast<sbyte, ulong>(numbers);
        ReadOnlySpan<ushort> packed = MemoryMarshal.Cast<byte, ushort>((ReadOnlySpan<byte>)block.Codes);
        for (int i = 0; i < Length / 8; i++)
            eights[i] = EightBytes.MinusOne(EightBytes.SpreadPairs(packed[i]));
    }

    public static void UnpackScales(in BlockQ2_0 block, Span<float> scales) => scales.Fill((float)block.Scale);
}
