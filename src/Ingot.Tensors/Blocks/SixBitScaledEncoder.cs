using System.Runtime.CompilerServices;

namespace Ingot.Tensors.Blocks;

/// <summary>The encoder of Q4_K and Q5_K: 8 sub-blocks of 32 weights with 6-bit scales and minimums.</summary>
internal static class SixBitScaledEncoder
{
    private const int SubBlocks = 8;
    private const int SubBlockLength = 32;
    private const int MaxScale = 63;

    // As many blocks as fill the lanes of one search.
    private const int BlocksAtOnce = ISubBlockSearch.MaxSubBlocks / SubBlocks;

    [SkipLocalsInit, MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Encode<TBlock, TSearch>(ReadOnlySpan<float> weights, ReadOnlySpan<float> importance, Span<TBlock> blocks)
        where TBlock : unmanaged, ISixBitScaledBlock<TBlock>
        where TSearch : ISubBlockSearch
    {
        Span<float> emphasis = stackalloc float[BlocksAtOnce * SuperBlock.Length];
        Span<float> scales = stackalloc float[BlocksAtOnce * SubBlocks], minimums = stackalloc float[BlocksAtOnce * SubBlocks];
        Span<byte> codes = stackalloc byte[SuperBlock.Length];
        AffineGrid grid = importance.IsEmpty ? TBlock.PlainGrid : TBlock.ImportantGrid;
        for (int first = 0; first < blocks.Length; first += BlocksAtOnce)
        {
            int count = Math.Min(BlocksAtOnce, blocks.Length - first);
            ReadOnlySpan<float> run = weights.Slice(first * SuperBlock.Length, count * SuperBlock.Length);
            Span<float> runEmphasis = importance.IsEmpty ? [] : emphasis[..run.Length];
            for (int b = 0; b < count && !importance.IsEmpty; b++)
            {
                ReadOnlySpan<float> source = run.Slice(b * SuperBlock.Length, SuperBlock.Length);
                float variance = 2 * Emphasis.SumOfSquares(source) / SuperBlock.Length;
                Emphasis.Important(
                    source, importance.Slice((first + b) * SuperBlock.Length, SuperBlock.Length), variance,
                    runEmphasis.Slice(b * SuperBlock.Length, SuperBlock.Length));
            }

            TSearch.ScaleAndMinimum(grid, run, runEmphasis, scales[..(count * SubBlocks)], minimums[..(count * SubBlocks)], []);
            for (int b = 0; b < count; b++)
            {
                ReadOnlySpan<float> source = run.Slice(b * SuperBlock.Length, SuperBlock.Length);
                ReadOnlySpan<float> counts = importance.IsEmpty ? [] : runEmphasis.Slice(b * SuperBlock.Length, SuperBlock.Length);
                ref TBlock block = ref blocks[first + b];
                ref SixBitScales stored = ref TBlock.Scales(ref block);
                if (importance.IsEmpty)
                    StoreByMaximum(scales.Slice(b * SubBlocks, SubBlocks), minimums.Slice(b * SubBlocks, SubBlocks), ref stored);
                else
                    StoreByEmphasis(scales.Slice(b * SubBlocks, SubBlocks), minimums.Slice(b * SubBlocks, SubBlocks), counts, grid, ref stored);
                RoundCodes(source, counts, grid, stored, codes);
                TBlock.PackCodes(codes, ref block);
            }
        }
    }

    private static void StoreByMaximum(ReadOnlySpan<float> scales, ReadOnlySpan<float> minimums, ref SixBitScales stored)
    {
        Span<byte> scaleCodes = stackalloc byte[SubBlocks], minimumCodes = stackalloc byte[SubBlocks];
        stored.Scale = (Half)Store(scales, scaleCodes);
        stored.Minimum = (Half)Store(minimums, minimumCodes);
        stored.Pack(scaleCodes, minimumCodes);

        static float Store(ReadOnlySpan<float> values, Span<byte> codes)
        {
            float high = 0;
            foreach (float value in values)
            {
                if (value > high)
                    high = value;
            }

            float inverse = high > 0 ? MaxScale / high : 0;
            for (int s = 0; s < SubBlocks; s++)
                codes[s] = Math.Min((byte)MaxScale, (byte)ReferenceRounding.Nearest(inverse * values[s]));
            return high / MaxScale;
        }
    }

    private static void StoreByEmphasis(
        ReadOnlySpan<float> scales, ReadOnlySpan<float> minimums, ReadOnlySpan<float> emphasis, in AffineGrid grid, ref SixBitScales stored)
    {
        Span<float> sums = stackalloc float[SubBlocks];
        Span<byte> scaleCodes = stackalloc byte[SubBlocks], minimumCodes = stackalloc byte[SubBlocks];
        Emphasis.Sum(emphasis, sums);
        stored.Scale = (Half)ScaleSearch.NonNegativeScale(MaxScale, scales, sums, scaleCodes);
        stored.Minimum = (Half)ScaleSearch.NonNegativeScale(MaxScale, minimums, sums, minimumCodes);
        // A scale that rounding made negative wraps to a large byte. The published encoder clamps that for 5 bits only.
        for (int s = 0; s < SubBlocks && grid.MaxCode > 15; s++)
        {
            scaleCodes[s] = Math.Min((byte)MaxScale, scaleCodes[s]);
            minimumCodes[s] = Math.Min((byte)MaxScale, minimumCodes[s]);
        }

        stored.Pack(scaleCodes, minimumCodes);
    }

    [SkipLocalsInit, MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void RoundCodes(
        ReadOnlySpan<float> weights, ReadOnlySpan<float> emphasis, in AffineGrid grid, in SixBitScales stored, Span<byte> codes)
    {
        Span<byte> scaleCodes = stackalloc byte[SubBlocks], minimumCodes = stackalloc byte[SubBlocks];
        stored.Unpack(scaleCodes, minimumCodes);
        for (int s = 0; s < SubBlocks; s++)
        {
            ReadOnlySpan<float> source = weights.Slice(s * SubBlockLength, SubBlockLength);
            Span<byte> target = codes.Slice(s * SubBlockLength, SubBlockLength);
            float scale = (float)stored.Scale * scaleCodes[s];
            // Under a scale of 0 any codes decode alike; the published encoder keeps those of its search.
            if (scale == 0)
                Search(source, emphasis.IsEmpty ? emphasis : emphasis.Slice(s * SubBlockLength, SubBlockLength), grid, target);
            else
                SubBlockCodes.Round(source, (float)stored.Minimum * minimumCodes[s], scale, 0, grid.MaxCode, target);
        }
    }

    private static void Search(ReadOnlySpan<float> weights, ReadOnlySpan<float> emphasis, in AffineGrid grid, Span<byte> codes)
    {
        Span<byte> scratch = stackalloc byte[SubBlockLength];
        _ = ScaleSearch.ScaleAndMinimum(grid, weights, emphasis, codes, scratch, out _);
    }
}
