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
            TBlock.Encode<LaneSearch<Lanes16>>(weights, importance, blocks);
        else if (Lanes8.IsSupported)
            TBlock.Encode<LaneSearch<Lanes8>>(weights, importance, blocks);
        else
            TBlock.Encode<ScalarSearch>(weights, importance, blocks);
    }

    public static void Dequantize<TBlock>(ReadOnlySpan<TBlock> blocks, Span<float> weights)
        where TBlock : unmanaged, ISuperBlock<TBlock> => DequantizeScalar(blocks, weights);

    public static float Dot<TBlock>(ReadOnlySpan<TBlock> weights, ReadOnlySpan<BlockQ8_K> activations)
        where TBlock : unmanaged, ISuperBlock<TBlock> => DotScalar(weights, activations);

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

    /// <summary>Bytes of two 4-bit codes 32 weights apart, 32 bytes for each 64 weights.</summary>
    public static void UnpackNibbles(ReadOnlySpan<byte> packed, Span<byte> codes)
    {
        for (int i = 0; i < packed.Length; i++)
        {
            int at = i / 32 * 64 + i % 32;
            codes[at] = (byte)(packed[i] & 0xF);
            codes[at + 32] = (byte)(packed[i] >> 4);
        }
    }

    /// <summary>Bytes of four 2-bit codes 32 weights apart, 32 bytes for each 128 weights.</summary>
    public static void UnpackPairsOfBits(ReadOnlySpan<byte> packed, Span<byte> codes)
    {
        for (int i = 0; i < packed.Length; i++)
        {
            for (int k = 0; k < 4; k++)
                codes[i / 32 * 128 + 32 * k + i % 32] = (byte)(packed[i] >> (2 * k) & 3);
        }
    }

    /// <inheritdoc cref="UnpackPairsOfBits"/>
    public static void PackPairsOfBits(ReadOnlySpan<byte> codes, Span<byte> packed)
    {
        for (int i = 0; i < packed.Length; i++)
        {
            ReadOnlySpan<byte> source = codes[(i / 32 * 128 + i % 32)..];
            packed[i] = (byte)(source[0] | source[32] << 2 | source[64] << 4 | source[96] << 6);
        }
    }

    /// <summary>32 bytes whose bit <c>k</c> tops the codes of the k-th 32 weights.</summary>
    public static void AddHighBits(ReadOnlySpan<byte> highBits, int shift, Span<byte> codes)
    {
        for (int i = 0; i < Length; i++)
            codes[i] |= (byte)((highBits[i % 32] >> (i / 32) & 1) << shift);
    }
}
