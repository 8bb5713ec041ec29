using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Ingot.Tensors.Blocks;

/// <summary>Q5_0: 32 weights of five bits sharing one scale. 22 bytes, 5.5 bits per weight.</summary>
/// <remarks>
/// weight[i] = Scale * (code[i] - 16), code in [0, 31]. Bit i of HighBits is bit 4 of code i; its lower four bits
/// are in Quants[i % 16], weights 0 to 15 in the lower nibbles, 16 to 31 in the upper. Source: GGUF specification, tensor type 6.
/// </remarks>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
internal partial struct BlockQ5_0 : IQuantBlock<BlockQ5_0, BlockQ8_0>, ISymmetricBlock<BlockQ5_0>
{
    public Half Scale;
    public uint HighBits;
    public Bytes16 Quants;

    public static string Name => "Q5_0";

    public static int GgufId => 6;

    public static int WeightsPerBlock => 32;

    public static int HalfRange => 16;

    /// <summary>With an importance, <paramref name="weights"/> must be the whole row: its mean square takes part.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Quantize(ReadOnlySpan<float> weights, ReadOnlySpan<float> importance, Span<BlockQ5_0> blocks)
    {
        if (!importance.IsEmpty)
        {
            ImportanceEncoder.Symmetric(weights, importance, blocks);
            return;
        }

        for (int b = 0; b < blocks.Length; b++)
            blocks[b] = UsesVectors ? EncodeVector(weights.Slice(b * 32, 32)) : EncodeScalar(weights.Slice(b * 32, 32));
    }

    public static void Dequantize(ReadOnlySpan<BlockQ5_0> blocks, Span<float> weights)
    {
        if (UsesVectors)
            BlockDecode.Scaled(blocks, weights);
        else
            DequantizeScalar(blocks, weights);
    }

    public static float Dot(ReadOnlySpan<BlockQ5_0> weights, ReadOnlySpan<BlockQ8_0> activations) =>
        UsesVectors ? BlockDot.Dot(weights, activations) : DotScalar(weights, activations);

    public static BlockQ5_0 Create(float scale, ReadOnlySpan<byte> codes)
    {
        BlockQ5_0 block = default;
        block.Scale = (Half)scale;
        for (int i = 0; i < 16; i++)
            block.Quants[i] = (byte)((codes[i] & 15) | (codes[i + 16] << 4));
        for (int i = 0; i < 32; i++)
            block.HighBits |= (uint)(codes[i] >> 4) << i;
        return block;
    }

    // The weight furthest from zero gets code 0: the code range reaches one step further below zero than above.
    internal static BlockQ5_0 EncodeScalar(ReadOnlySpan<float> weights)
    {
        float furthest = 0, magnitude = 0;
        foreach (float weight in weights)
        {
            if (MathF.Abs(weight) > magnitude)
            {
                magnitude = MathF.Abs(weight);
                furthest = weight;
            }
        }

        float scale = furthest / -16;
        float inverse = scale == 0 ? 0 : 1 / scale;
        Span<byte> codes = stackalloc byte[32];
        for (int i = 0; i < 32; i++)
            codes[i] = (byte)Math.Min(31, ReferenceRounding.Truncate((weights[i] * inverse) + 16.5f));
        return Create(scale, codes);
    }

    internal static void DequantizeScalar(ReadOnlySpan<BlockQ5_0> blocks, Span<float> weights)
    {
        for (int i = 0; i < weights.Length; i++)
            weights[i] = blocks[i / 32].Code(i % 32) * (float)blocks[i / 32].Scale;
    }

    internal static float DotScalar(ReadOnlySpan<BlockQ5_0> weights, ReadOnlySpan<BlockQ8_0> activations)
    {
        float sum = 0;
        for (int b = 0; b < weights.Length; b++)
        {
            int products = 0;
            for (int i = 0; i < 32; i++)
                products += weights[b].Code(i) * activations[b].Quants[i];
            sum += products * ((float)weights[b].Scale * (float)activations[b].Scale);
        }

        return sum;
    }

    // Signed: 16 already subtracted.
    private readonly int Code(int i) => ((Quants[i % 16] >> (i / 16 * 4)) & 15) + (((int)(HighBits >> i) & 1) * 16) - 16;
}
