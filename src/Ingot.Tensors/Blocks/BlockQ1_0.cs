using System.Runtime.InteropServices;

namespace Ingot.Tensors.Blocks;

/// <summary>Q1_0: the signs of 128 weights and the mean of their magnitudes. 18 bytes, 1.125 bits per weight.</summary>
/// <remarks>A set bit is a positive weight (or zero), lowest bit first. Source: GGUF specification, tensor type 41.</remarks>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
internal struct BlockQ1_0 : IQuantBlock<BlockQ1_0, BlockQ8_0>, ISignedCodes<BlockQ1_0>
{
    private const int Length = 128;

    public Half Scale;
    public Bytes16 Signs;

    public static string Name => "Q1_0";

    public static int GgufId => 41;

    public static int WeightsPerBlock => Length;

    /// <summary>Importance is not used: there is no scale to search.</summary>
    public static void Quantize(ReadOnlySpan<float> weights, ReadOnlySpan<float> importance, Span<BlockQ1_0> blocks)
    {
        foreach (ref BlockQ1_0 block in blocks)
        {
            block = default;
            float sum = 0;
            for (int i = 0; i < Length; i++)
            {
                sum += MathF.Abs(weights[i]);
                block.Signs[i / 8] |= (byte)((weights[i] >= 0 ? 1 : 0) << (i % 8));
            }

            block.Scale = (Half)(sum / Length);
            weights = weights[Length..];
        }
    }

    public static void Dequantize(ReadOnlySpan<BlockQ1_0> blocks, Span<float> weights) => SignedCodes.Dequantize(blocks, weights);

    public static float Dot(ReadOnlySpan<BlockQ1_0> weights, ReadOnlySpan<BlockQ8_0> activations) => SignedCodes.Dot(weights, activations);

    public static void UnpackNumbers(in BlockQ1_0 block, Span<sbyte> numbers)
    {
        Span<ulong> eights = MemoryMarshal.Cast<sbyte, ulong>(numbers);
        for (int i = 0; i < Length / 8; i++)
            eights[i] = EightBytes.MinusOne(2 * EightBytes.SpreadBits(block.Signs[i]));
    }

    public static void UnpackScales(in BlockQ1_0 block, Span<float> scales) => scales.Fill((float)block.Scale);
}
