using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Ingot.Tensors.Blocks;

/// <summary>Q5_1: 32 weights of five bits sharing a scale and a minimum. 24 bytes, 6 bits per weight.</summary>
/// <remarks>
/// weight[i] = Scale * code[i] + Minimum, code in [0, 31]. Bit i of HighBits is bit 4 of code i; its lower four bits
/// are in Quants[i % 16], weights 0 to 15 in the lower nibbles, 16 to 31 in the upper. Source: GGUF specification, tensor type 7.
/// </remarks>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
internal partial struct BlockQ5_1 : IQuantBlock<BlockQ5_1, BlockQ8_1>, IAffineBlock<BlockQ5_1>
{
    public Half Scale;
    public Half Minimum;
    public uint HighBits;
    public Bytes16 Quants;

    public static string Name => "Q5_1";

    public static int GgufId => 7;

    public static int WeightsPerBlock => 32;

    public static int LargestCode => 31;

    /// <summary>With an importance, <paramref name="weights"/> must be the whole row: its mean square takes part.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Quantize(ReadOnlySpan<float> weights, ReadOnlySpan<float> importance, Span<BlockQ5_1> blocks)
    {
        if (!importance.IsEmpty)
        {
            ImportanceEncoder.Affine(weights, importance, blocks);
            return;
        }

        for (int b = 0; b < blocks.Length; b++)
            blocks[b] = UsesVectors ? EncodeVector(weights.Slice(b * 32, 32)) : EncodeScalar(weights.Slice(b * 32, 32));
    }

    public static void Dequantize(ReadOnlySpan<BlockQ5_1> blocks, Span<float> weights)
    {
        if (UsesVectors)
            BlockDecode.ScaledWithMinimum(blocks, weights);
        else
            DequantizeScalar(blocks, weights);
    }

    public static float Dot(ReadOnlySpan<BlockQ5_1> weights, ReadOnlySpan<BlockQ8_1> activations) =>
        UsesVectors ? BlockDot.ScaledWithMinimum(weights, activations) : DotScalar(weights, activations);

    public static BlockQ5_1 Create(float scale, float minimum, ReadOnlySpan<byte> codes)
    {
        BlockQ5_1 block = default;
        block.Scale = (Half)scale;
        block.Minimum = (Half)minimum;
        for (int i = 0; i < 16; i++)
            block.Quants[i] = (byte)((codes[i] & 15) | (codes[i + 16] << 4));
        for (int i = 0; i < 32; i++)
            block.HighBits |= (uint)(codes[i] >> 4) << i;
        return block;
    }

    internal static BlockQ5_1 EncodeScalar(ReadOnlySpan<float> weights)
    {
        float minimum = float.MaxValue, maximum = float.MinValue;
        foreach (float weight in weights)
        {
            minimum = weight < minimum ? weight : minimum;
            maximum = weight > maximum ? weight : maximum;
        }

        float scale = (maximum - minimum) / 31;
        float inverse = scale == 0 ? 0 : 1 / scale;
        Span<byte> codes = stackalloc byte[32];
        for (int i = 0; i < 32; i++)
            codes[i] = (byte)Math.Min(31, ReferenceRounding.Truncate(((weights[i] - minimum) * inverse) + 0.5f));
        return Create(scale, minimum, codes);
    }

    internal static void DequantizeScalar(ReadOnlySpan<BlockQ5_1> blocks, Span<float> weights)
    {
        for (int i = 0; i < weights.Length; i++)
            weights[i] = (blocks[i / 32].Code(i % 32) * (float)blocks[i / 32].Scale) + (float)blocks[i / 32].Minimum;
    }

    internal static float DotScalar(ReadOnlySpan<BlockQ5_1> weights, ReadOnlySpan<BlockQ8_1> activations)
    {
        float sum = 0;
        for (int b = 0; b < weights.Length; b++)
        {
            int products = 0;
            for (int i = 0; i < 32; i++)
                products += weights[b].Code(i) * activations[b].Quants[i];
            sum += products * ((float)weights[b].Scale * (float)activations[b].Scale);
            sum += (float)weights[b].Minimum * (float)activations[b].Sum;
        }

        return sum;
    }

    private readonly int Code(int i) => ((Quants[i % 16] >> (i / 16 * 4)) & 15) + (((int)(HighBits >> i) & 1) * 16);
}
