using System.Runtime.InteropServices;

namespace Ingot.Tensors.Blocks;

/// <summary>IQ1_S: 8 sub-blocks of 32 weights, each eight a point of 2048, with a shift and a 3-bit scale. 50 bytes, 1.5625 bits per weight.</summary>
/// <remarks>
/// <c>HighBits[s]</c> has the upper three bits of the four points of sub-block <c>s</c>, lowest first, then its scale (a code <c>c</c> means
/// <c>2 * c + 1</c>), and in the top bit whether every weight is shifted an eighth of the scale down instead of up.
/// </remarks>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
internal struct BlockIQ1_S : ISuperBlock<BlockIQ1_S>
{
    private const int SubBlocks = 8;
    private const int SubBlockLength = 32;
    private const int Groups = SubBlockLength / TernarySearch.GroupLength;
    private const float Negligible = 1e-12f;

    public Half ScaleFactor;
    public Bytes32 Points;
    public UShorts8 HighBits;

    public static string Name => "IQ1_S";

    public static int GgufId => 19;

    public static int WeightsPerBlock => SuperBlock.Length;

    public static int ZeroPoint => CodebookBits.ZeroPoint;

    public static void Quantize(ReadOnlySpan<float> weights, ReadOnlySpan<float> importance, Span<BlockIQ1_S> blocks) =>
        Encode<ScalarSearch>(weights, importance, blocks);

    public static void Dequantize(ReadOnlySpan<BlockIQ1_S> blocks, Span<float> weights) => SuperBlock.Dequantize(blocks, weights);

    public static float Dot(ReadOnlySpan<BlockIQ1_S> weights, ReadOnlySpan<BlockQ8_K> activations) => SuperBlock.Dot(weights, activations);

    public static float Scale(in BlockIQ1_S block) => (float)block.ScaleFactor * 0.125f;

    public static float Minimum(in BlockIQ1_S block) => 0;

    public static void UnpackScales(in BlockIQ1_S block, Span<short> scales, Span<short> minimums)
    {
        for (int s = 0; s < scales.Length; s++)
            scales[s] = (short)(2 * (block.HighBits[s / 2] >> 12 & 7) + 1);
        minimums.Clear();
    }

    public static void UnpackCodes(in BlockIQ1_S block, Span<byte> codes)
    {
        ReadOnlySpan<ulong> values = Codebooks.IQ1.Values.Span;
        for (int i = 0; i < SubBlocks * Groups; i++)
        {
            int high = block.HighBits[i / Groups];
            int point = block.Points[i] | (high >> (i % Groups * 3) & 7) << 8;
            TernarySearch.WriteCodes(values[point], (high & 0x8000) != 0, codes.Slice(8 * i, 8));
        }
    }

    /// <remarks>There is one search: it has no paths.</remarks>
    public static void Encode<TSearch>(ReadOnlySpan<float> weights, ReadOnlySpan<float> importance, Span<BlockIQ1_S> blocks)
        where TSearch : ISubBlockSearch
    {
        Span<float> emphasis = stackalloc float[SuperBlock.Length], scales = stackalloc float[SubBlocks];
        for (int b = 0; b < blocks.Length; b++)
        {
            ReadOnlySpan<float> source = weights.Slice(b * SuperBlock.Length, SuperBlock.Length);
            ReadOnlySpan<float> counts = importance.IsEmpty ? default : importance.Slice(b * SuperBlock.Length, SuperBlock.Length);
            TernarySearch.Emphasize(source, counts, emphasis);
            ref BlockIQ1_S block = ref blocks[b];
            block = default;
            float largest = 0;
            for (int s = 0; s < SubBlocks; s++)
            {
                scales[s] = Encode(source.Slice(s * SubBlockLength, SubBlockLength), emphasis.Slice(s * SubBlockLength, SubBlockLength), s, ref block);
                largest = scales[s] > largest ? scales[s] : largest;
            }

            if (largest == 0)
            {
                // No scale, no shift: the published encoder leaves the sub-blocks as they are.
                for (int s = 0; s < SubBlocks; s++)
                    block.HighBits[s] &= 0x0FFF;
                continue;
            }

            float factor = largest / 15, inverse = 1 / factor;
            block.ScaleFactor = (Half)(factor * 1.125f);
            for (int s = 0; s < SubBlocks; s++)
                block.HighBits[s] |= (ushort)(ReferenceRounding.Nearest(0.5f * (inverse * scales[s] - 1), 0, 7) << 12);
        }
    }

    private static float Encode(ReadOnlySpan<float> weights, ReadOnlySpan<float> emphasis, int subBlock, ref BlockIQ1_S block)
    {
        float largest = TernarySearch.Largest(weights);
        if (largest < Negligible)
            return 0;
        Span<int> order = stackalloc int[SubBlockLength];
        TernarySearch.Sort(weights, order);
        (float scale, int first, int second, bool isDown) = FindBoundaries(weights, emphasis, order);
        if (first < 0)
            return 0;

        Span<byte> levels = stackalloc byte[SubBlockLength];
        TernarySearch.Split(order, first, second, levels);
        if (scale < 0)
        {
            TernarySearch.Negate(levels);
            scale = -scale;
            isDown = !isDown;
        }

        ReadOnlySpan<float> values = isDown ? TernarySearch.Down : TernarySearch.Up;
        bool isOnBook = true;
        float product = 0, square = 0;
        for (int g = 0; g < Groups; g++)
        {
            ReadOnlySpan<float> source = weights.Slice(8 * g, 8), counts = emphasis.Slice(8 * g, 8);
            int point = TernarySearch.Nearest(levels.Slice(8 * g, 8), source, counts, scale, values, ref isOnBook);
            TernarySearch.Correlate(point, source, counts, values, factor: 1, ref product, ref square);
            block.Points[Groups * subBlock + g] = (byte)point;
            block.HighBits[subBlock] |= (ushort)(point >> 8 << (3 * g));
        }

        block.HighBits[subBlock] |= (ushort)(isDown ? 0x8000 : 0);
        return !isOnBook && product > 0 && square > 0 ? product / square : scale;
    }

    // Three values divide the ascending weights at two boundaries: all pairs are tried, with either shift. -1 if none is any good.
    private static (float Scale, int First, int Second, bool IsDown) FindBoundaries(
        ReadOnlySpan<float> weights, ReadOnlySpan<float> emphasis, ReadOnlySpan<int> order)
    {
        Span<float> products = stackalloc float[SubBlockLength + 1], counts = stackalloc float[SubBlockLength + 1];
        (products[0], counts[0]) = (0, 0);
        for (int j = 0; j < SubBlockLength; j++)
        {
            products[j + 1] = products[j] + emphasis[order[j]] * weights[order[j]];
            counts[j + 1] = counts[j] + emphasis[order[j]];
        }

        (float Scale, int First, int Second, bool IsDown) found = (0, -1, -1, false);
        float best = -float.MaxValue;
        for (int first = 0; first <= SubBlockLength; first++)
        {
            for (int second = first; second <= SubBlockLength; second++)
            {
                for (int shift = 0; shift < 2; shift++)
                {
                    ReadOnlySpan<float> values = shift == 0 ? TernarySearch.Up : TernarySearch.Down;
                    float product = (products[first] - products[0]) * values[0] + (products[second] - products[first]) * values[1]
                        + (products[SubBlockLength] - products[second]) * values[2];
                    float square = (counts[first] - counts[0]) * values[0] * values[0] + (counts[second] - counts[first]) * values[1] * values[1]
                        + (counts[SubBlockLength] - counts[second]) * values[2] * values[2];
                    if (!(square > 0 && product * product > best * square))
                        continue;
                    float scale = product / square;
                    best = scale * product;
                    found = (scale, first, second, shift != 0);
                }
            }
        }

        return found;
    }
}
