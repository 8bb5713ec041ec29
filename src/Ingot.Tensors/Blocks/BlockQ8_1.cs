using System.Runtime.InteropServices;

namespace Ingot.Tensors.Blocks;

/// <summary>Q8_1: Q8_0 with the sum of the block beside the scale. Activations only: no file stores it. 36 bytes.</summary>
/// <remarks>
/// weight[i] = Scale * Quants[i]; Sum = Scale * (Quants[0] + ... + Quants[31]), which a dot product with a block that has a
/// minimum multiplies by that minimum. Source: ggml, tensor type 9.
/// </remarks>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
internal partial struct BlockQ8_1 : IQuantBlock<BlockQ8_1, BlockQ8_1>
{
    public Half Scale;
    public Half Sum;
    public SBytes32 Quants;

    public static string Name => "Q8_1";

    public static int GgufId => 9;

    public static int WeightsPerBlock => 32;

    public static void Quantize(ReadOnlySpan<float> weights, ReadOnlySpan<float> importance, Span<BlockQ8_1> blocks)
    {
        for (int b = 0; b < blocks.Length; b++)
            blocks[b] = UsesVectors ? EncodeVector(weights.Slice(b * 32, 32)) : EncodeScalar(weights.Slice(b * 32, 32));
    }

    public static void Dequantize(ReadOnlySpan<BlockQ8_1> blocks, Span<float> weights)
    {
        if (UsesVectors)
            BlockDecode.Scaled(blocks, weights);
        else
            DequantizeScalar(blocks, weights);
    }

    public static float Dot(ReadOnlySpan<BlockQ8_1> weights, ReadOnlySpan<BlockQ8_1> activations) =>
        UsesVectors ? BlockDot.Scaled(weights, activations) : DotScalar(weights, activations);

    internal static BlockQ8_1 EncodeScalar(ReadOnlySpan<float> weights)
    {
        float largest = 0;
        foreach (float weight in weights)
            largest = MathF.Max(largest, MathF.Abs(weight));
        float scale = largest / 127;
        float inverse = scale == 0 ? 0 : 1 / scale;

        BlockQ8_1 block = default;
        int sum = 0;
        for (int i = 0; i < 32; i++)
            sum += block.Quants[i] = ReferenceRounding.RoundAwayFromZero(weights[i] * inverse);
        block.Scale = (Half)scale;
        block.Sum = (Half)(sum * scale);
        return block;
    }

    internal static void DequantizeScalar(ReadOnlySpan<BlockQ8_1> blocks, Span<float> weights)
    {
        for (int i = 0; i < weights.Length; i++)
            weights[i] = blocks[i / 32].Quants[i % 32] * (float)blocks[i / 32].Scale;
    }

    internal static float DotScalar(ReadOnlySpan<BlockQ8_1> weights, ReadOnlySpan<BlockQ8_1> activations)
    {
        float sum = 0;
        for (int b = 0; b < weights.Length; b++)
        {
            int products = 0;
            for (int i = 0; i < 32; i++)
                products += weights[b].Quants[i] * activations[b].Quants[i];
            sum += products * ((float)weights[b].Scale * (float)activations[b].Scale);
        }

        return sum;
    }
}
