using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Ingot.Tensors.Blocks;

/// <summary>Q8_0: 32 weights as signed bytes sharing one scale. 34 bytes, 8.5 bits per weight.</summary>
/// <remarks>weight[i] = Scale * Quants[i], Quants in [-127, 127]. Source: GGUF specification, tensor type 8.</remarks>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
internal partial struct BlockQ8_0 : IQuantBlock<BlockQ8_0, BlockQ8_0>
{
    public Half Scale;
    public SBytes32 Quants;

    public static string Name => "Q8_0";

    public static int GgufId => 8;

    public static int WeightsPerBlock => 32;

    /// <summary>Importance is not used: no scale serves one weight at another's cost when every weight has eight bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Quantize(ReadOnlySpan<float> weights, ReadOnlySpan<float> importance, Span<BlockQ8_0> blocks)
    {
        for (int b = 0; b < blocks.Length; b++)
            blocks[b] = UsesVectors ? EncodeVector(weights.Slice(b * 32, 32)) : EncodeScalar(weights.Slice(b * 32, 32));
    }

    public static void Dequantize(ReadOnlySpan<BlockQ8_0> blocks, Span<float> weights)
    {
        if (UsesVectors)
            BlockDecode.Scaled(blocks, weights);
        else
            DequantizeScalar(blocks, weights);
    }

    public static float Dot(ReadOnlySpan<BlockQ8_0> weights, ReadOnlySpan<BlockQ8_0> activations) =>
        UsesVectors ? BlockDot.Dot(weights, activations) : DotScalar(weights, activations);

    internal static BlockQ8_0 EncodeScalar(ReadOnlySpan<float> weights)
    {
        float largest = 0;
        foreach (float weight in weights)
            largest = MathF.Max(largest, MathF.Abs(weight));
        float scale = largest / 127;
        float inverse = scale == 0 ? 0 : 1 / scale;

        BlockQ8_0 block = default;
        block.Scale = (Half)scale;
        for (int i = 0; i < 32; i++)
            block.Quants[i] = ReferenceRounding.RoundAwayFromZero(weights[i] * inverse);
        return block;
    }

    internal static void DequantizeScalar(ReadOnlySpan<BlockQ8_0> blocks, Span<float> weights)
    {
        for (int i = 0; i < weights.Length; i++)
            weights[i] = blocks[i / 32].Quants[i % 32] * (float)blocks[i / 32].Scale;
    }

    internal static float DotScalar(ReadOnlySpan<BlockQ8_0> weights, ReadOnlySpan<BlockQ8_0> activations)
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
