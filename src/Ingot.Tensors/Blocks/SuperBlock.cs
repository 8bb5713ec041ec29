using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Ingot.Tensors.Blocks;

/// <summary>What all K-quants share: bit layouts, decoding and the dot product.</summary>
internal static partial class SuperBlock
{
    /// <summary>Weights in a super-block.</summary>
    public const int Length = 256;

    private const int Runs = 16;
    private const int RunLength = Length / Runs;

    /// <summary>Encodes with the widest search this machine has; the bytes do not depend on it.</summary>
    public static void Quantize<TBlock>(ReadOnlySpan<float> weights, ReadOnlySpan<float> importance, Span<TBlock> blocks)
        where TBlock : unmanaged, ISuperBlock<TBlock>
    {
        if (Lanes16.IsSupported)
            TBlock.Encode<LaneSearch<PairedLanes<Lanes16>>>(weights, importance, blocks);
        else if (Lanes8.IsSupported)
            TBlock.Encode<LaneSearch<PairedLanes<Lanes8>>>(weights, importance, blocks);
        else if (Lanes4.IsSupported)
            TBlock.Encode<LaneSearch<PairedLanes<Lanes4>>>(weights, importance, blocks);
        else
            TBlock.Encode<ScalarSearch>(weights, importance, blocks);
    }

    /// <summary>Decodes; the same floats on every path.</summary>
    public static void Dequantize<TBlock>(ReadOnlySpan<TBlock> blocks, Span<float> weights)
        where TBlock : unmanaged, ISuperBlock<TBlock>
    {
        if (Vector128.IsHardwareAccelerated)
            DequantizeVector256(blocks, weights);
        else
            DequantizeScalar(blocks, weights);
    }

    /// <summary>The dot product; paths differ in the order of float additions.</summary>
    public static float Dot<TBlock>(ReadOnlySpan<TBlock> weights, ReadOnlySpan<BlockQ8_K> activations)
        where TBlock : unmanaged, ISuperBlock<TBlock> =>
        Avx512BW.IsSupported ? DotAvx512(weights, activations)
        : Avx2.IsSupported ? DotAvx2(weights, activations[..weights.Length])
        : Vector128.IsHardwareAccelerated ? DotVector128(weights, activations)
        : DotScalar(weights, activations);

    /// <summary>The dot products with several vectors; the same floats as one by one.</summary>
    public static void DotEach<TBlock>(
        ReadOnlySpan<TBlock> weights, ReadOnlySpan<BlockQ8_K> activations, int vectorCount, Span<float> output, int outputStride)
        where TBlock : unmanaged, ISuperBlock<TBlock>
    {
        if (Avx512BW.IsSupported && vectorCount > 1)
        {
            DotEachAvx512(weights, activations, vectorCount, output, outputStride);
            return;
        }

        // One vector gains nothing from unpacked blocks that lie in memory.
        if (Avx2.IsSupported && vectorCount > 1)
        {
            DotEachAvx2(weights, activations, vectorCount, output, outputStride);
            return;
        }

        for (int v = 0; v < vectorCount; v++)
            output[v * outputStride] = Dot(weights, activations.Slice(v * weights.Length, weights.Length));
    }

    public static void DequantizeScalar<TBlock>(ReadOnlySpan<TBlock> blocks, Span<float> weights)
        where TBlock : unmanaged, ISuperBlock<TBlock>
    {
        Span<byte> codes = stackalloc byte[Length];
        Span<short> scales = stackalloc short[Runs], minimums = stackalloc short[Runs];
        for (int b = 0; b < blocks.Length; b++)
        {
            ref readonly TBlock block = ref blocks[b];
            TBlock.UnpackCodes(block, codes);
            TBlock.UnpackScales(block, scales, minimums);
            float scaleFactor = TBlock.Scale(block), minimumFactor = TBlock.Minimum(block);
            for (int s = 0; s < Runs; s++)
            {
                float scale = scaleFactor * scales[s], minimum = minimumFactor * minimums[s];
                for (int i = s * RunLength; i < (s + 1) * RunLength; i++)
                    weights[b * Length + i] = scale * (codes[i] - TBlock.ZeroPoint) - minimum;
            }
        }
    }

    public static float DotScalar<TBlock>(ReadOnlySpan<TBlock> weights, ReadOnlySpan<BlockQ8_K> activations)
        where TBlock : unmanaged, ISuperBlock<TBlock>
    {
        Span<byte> codes = stackalloc byte[Length];
        Span<short> scales = stackalloc short[Runs], minimums = stackalloc short[Runs];
        float total = 0;
        for (int b = 0; b < weights.Length; b++)
        {
            ref readonly TBlock block = ref weights[b];
            ref readonly BlockQ8_K activation = ref activations[b];
            TBlock.UnpackCodes(block, codes);
            TBlock.UnpackScales(block, scales, minimums);
            int scaled = 0, subtracted = 0;
            for (int s = 0; s < Runs; s++)
            {
                int products = 0;
                for (int i = s * RunLength; i < (s + 1) * RunLength; i++)
                    products += (codes[i] - TBlock.ZeroPoint) * activation.Codes[i];
                scaled += scales[s] * products;
                subtracted += minimums[s] * activation.Sums[s];
            }

            total += activation.Scale * (TBlock.Scale(block) * scaled - TBlock.Minimum(block) * subtracted);
        }

        return total;
    }
}
