namespace Ingot.Tensors.Blocks;

/// <summary>One sub-block after the other.</summary>
internal readonly struct ScalarSearch : ISubBlockSearch
{
    public static bool UsesVectors => false;

    public static void ScaleAndMinimum(
        in AffineGrid grid, ReadOnlySpan<float> weights, ReadOnlySpan<float> emphasis, Span<float> scales, Span<float> minimums,
        Span<byte> codes)
    {
        int length = weights.Length / scales.Length;
        Span<byte> subBlock = stackalloc byte[length], scratch = stackalloc byte[length];
        for (int s = 0; s < scales.Length; s++)
        {
            scales[s] = ScaleSearch.ScaleAndMinimum(
                grid, weights.Slice(s * length, length), Part(emphasis, s, length), subBlock, scratch, out minimums[s]);
            if (!codes.IsEmpty)
                subBlock.CopyTo(codes[(s * length)..]);
        }
    }

    public static void Scale(int magnitude, ReadOnlySpan<float> weights, ReadOnlySpan<float> emphasis, Span<float> scales, Span<byte> codes)
    {
        int length = weights.Length / scales.Length;
        Span<byte> subBlock = stackalloc byte[length];
        for (int s = 0; s < scales.Length; s++)
        {
            scales[s] = ScaleSearch.Scale(magnitude, weights.Slice(s * length, length), Part(emphasis, s, length), subBlock);
            if (!codes.IsEmpty)
                subBlock.CopyTo(codes[(s * length)..]);
        }
    }

    public static void ScaleByDescent(int magnitude, ReadOnlySpan<float> weights, Span<float> scales)
    {
        int length = weights.Length / scales.Length;
        Span<byte> codes = stackalloc byte[length];
        for (int s = 0; s < scales.Length; s++)
            scales[s] = ScaleSearch.ScaleByDescent(magnitude, weights.Slice(s * length, length), codes);
    }

    public static void TwoShifts(ReadOnlySpan<float> weights, ReadOnlySpan<float> emphasis, ReadOnlySpan<byte> order, Span<TwoShiftSplit> splits)
    {
        int length = weights.Length / splits.Length;
        for (int s = 0; s < splits.Length; s++)
            splits[s] = TwoShiftSearch.Find(weights.Slice(s * length, length), emphasis.Slice(s * length, length), order.Slice(s * length, length));
    }

    private static ReadOnlySpan<float> Part(ReadOnlySpan<float> emphasis, int subBlock, int length) =>
        emphasis.IsEmpty ? emphasis : emphasis.Slice(subBlock * length, length);
}
