using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Ingot.Tensors.Blocks;

/// <summary>Up to 32 sub-blocks side by side, one a vector lane.</summary>
/// <remarks>
/// The weights are transposed first: entry <c>[i, s]</c> is weight <c>i</c> of sub-block <c>s</c>; missing sub-blocks are zeros. Each
/// lane then performs the operations of <see cref="ScaleSearch"/> in their order, with branches as masks, so its results are the
/// same bits. Codes stay floats: they are small integers, which floats hold exactly. The codes of the best try are not kept but, where
/// they are wanted, rounded again by the inverse scale and the origin they were found with.
/// </remarks>
internal readonly partial struct LaneSearch<TLanes> : ISubBlockSearch
    where TLanes : unmanaged, ILanes<TLanes>
{
    private const int Lanes = ISubBlockSearch.MaxSubBlocks;
    private const int MaxLength = 32;

    public static bool UsesVectors => true;

    [SkipLocalsInit, MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void ScaleAndMinimum(
        in AffineGrid grid, ReadOnlySpan<float> weights, ReadOnlySpan<float> emphasis, Span<float> scales, Span<float> minimums,
        Span<byte> codes)
    {
        int length = weights.Length / scales.Length;
        Span<float> scratch = AlignedScratch.Of(stackalloc float[3 * MaxLength * Lanes + AlignedScratch.Slack]);
        ref float first = ref MemoryMarshal.GetReference(scratch);
        ref float secondPart = ref Unsafe.Add(ref first, MaxLength * Lanes);
        ref float thirdPart = ref Unsafe.Add(ref first, 2 * MaxLength * Lanes);
        LaneTranspose.Run(weights, length, Lanes, scratch);
        if (grid.Emphasis == EmphasisRule.Given)
            LaneTranspose.Run(emphasis, length, Lanes, scratch[(MaxLength * Lanes)..]);
        int groupCount = (scales.Length + TLanes.Count - 1) / TLanes.Count;
        for (int g = 0; g < groupCount; g++)
            Emphasize(grid.Emphasis, length, in Unsafe.Add(ref first, g * TLanes.Count), ref Unsafe.Add(ref secondPart, g * TLanes.Count));
        Span<AffineGroup> groups = stackalloc AffineGroup[Lanes / TLanes.Count];
        groups = groups[..groupCount];
        ScaleAndMinimum(grid, length, ref first, ref secondPart, ref thirdPart, groups);
        Span<float> results = stackalloc float[4 * Lanes];
        ref float result = ref MemoryMarshal.GetReference(results);
        for (int g = 0; g < groupCount; g++)
        {
            ref AffineGroup group = ref groups[g];
            int lane = g * TLanes.Count;
            TLanes.Store(TLanes.Select(group.HasRange, group.Scale, TLanes.Create(0)), ref result, lane);
            TLanes.Store(TLanes.Select(group.HasRange, -group.Low, group.FlatMinimum), ref result, Lanes + lane);
            TLanes.Store(TLanes.Select(group.HasRange, group.BestInverse, TLanes.Create(0)), ref result, 2 * Lanes + lane);
            TLanes.Store(group.BestOrigin, ref result, 3 * Lanes + lane);
        }

        results[..scales.Length].CopyTo(scales);
        results.Slice(Lanes, scales.Length).CopyTo(minimums);
        for (int at = 0; at < codes.Length; at += length)
        {
            SubBlockCodes.RoundByInverse(
                weights.Slice(at, length), results[3 * Lanes + at / length], results[2 * Lanes + at / length],
                0, grid.MaxCode, codes.Slice(at, length));
        }
    }

    [SkipLocalsInit, MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Scale(int magnitude, ReadOnlySpan<float> weights, ReadOnlySpan<float> emphasis, Span<float> scales, Span<byte> codes)
    {
        int length = weights.Length / scales.Length;
        Span<float> scratch = AlignedScratch.Of(stackalloc float[3 * MaxLength * Lanes + AlignedScratch.Slack]), results = stackalloc float[2 * Lanes];
        ref float first = ref MemoryMarshal.GetReference(scratch);
        ref float secondPart = ref Unsafe.Add(ref first, MaxLength * Lanes);
        ref float thirdPart = ref Unsafe.Add(ref first, 2 * MaxLength * Lanes);
        LaneTranspose.Run(weights, length, Lanes, scratch);
        if (!emphasis.IsEmpty)
            LaneTranspose.Run(emphasis, length, Lanes, scratch[(MaxLength * Lanes)..]);
        for (int lane = 0; lane < scales.Length; lane += TLanes.Count)
        {
            Emphasize(
                emphasis.IsEmpty ? EmphasisRule.Square : EmphasisRule.Given, length, in Unsafe.Add(ref first, lane),
                ref Unsafe.Add(ref secondPart, lane));
            TLanes scale = Scale(
                magnitude, length, in Unsafe.Add(ref first, lane), in Unsafe.Add(ref secondPart, lane), ref thirdPart, out TLanes inverse);
            TLanes.Store(scale, ref MemoryMarshal.GetReference(results), lane);
            TLanes.Store(inverse, ref MemoryMarshal.GetReference(results), Lanes + lane);
        }

        results[..scales.Length].CopyTo(scales);
        for (int at = 0; at < codes.Length; at += length)
        {
            float inverse = results[Lanes + at / length];
            Span<byte> target = codes.Slice(at, length);
            if (inverse == 0)
                target.Clear();
            else
                SubBlockCodes.RoundByInverse(weights.Slice(at, length), 0, inverse, -magnitude, magnitude - 1, target);
        }
    }

    public static void ScaleByDescent(int magnitude, ReadOnlySpan<float> weights, Span<float> scales) =>
        DescentLanes<TLanes>.Scale(magnitude, weights, scales);

    public static void TwoShifts(ReadOnlySpan<float> weights, ReadOnlySpan<float> emphasis, ReadOnlySpan<byte> order, Span<TwoShiftSplit> splits) =>
        TwoShiftLanes<TLanes>.Find(weights, emphasis, order, splits);

    // The sums run down the lanes: each adds up its own sub-block in order.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Emphasize(EmphasisRule rule, int length, ref readonly float weights, ref float emphasis)
    {
        if (rule == EmphasisRule.Given)
            return;
        TLanes spread = TLanes.Create(0);
        if (rule == EmphasisRule.MagnitudeAndSpread)
        {
            for (int i = 0; i < length; i++)
            {
                TLanes weight = TLanes.Load(in weights, i * Lanes);
                spread += weight * weight;
            }

            spread = TLanes.Sqrt(spread / TLanes.Create(length));
        }

        for (int i = 0; i < length; i++)
        {
            TLanes weight = TLanes.Load(in weights, i * Lanes);
            TLanes.Store(rule == EmphasisRule.Square ? weight * weight : TLanes.Abs(weight) + spread, ref emphasis, i * Lanes);
        }
    }
}
