using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Ingot.Tensors.Blocks;

/// <summary><see cref="ScaleSearch.ScaleByDescent"/> of up to 64 sub-blocks side by side, one a vector lane, laid out as for <see cref="LaneSearch{TLanes}"/>.</summary>
/// <remarks>
/// Every move waits for the division of the move before it. So all the vectors make their first move, then all their second: the divisions of some are under
/// way while others weigh theirs. A sub-block that a whole round left alone stays so: going on for the sake of others does not change it.
/// </remarks>
internal static class DescentLanes<TLanes>
    where TLanes : unmanaged, ILanes<TLanes>
{
    private const int Lanes = ISubBlockSearch.MaxDescents;
    private const int MaxLength = 16;

    [SkipLocalsInit, MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Scale(int magnitude, ReadOnlySpan<float> weights, Span<float> scales)
    {
        // A line more than a page: parts whole pages apart would contend for the same lines of the cache.
        const int Part = MaxLength * Lanes + AlignedScratch.Slack;
        int length = weights.Length / scales.Length;
        Span<float> scratch = AlignedScratch.Of(stackalloc float[4 * Part + 3 * Lanes + AlignedScratch.Slack]);
        LaneTranspose.Run(weights, length, Lanes, scratch);
        ref float first = ref MemoryMarshal.GetReference(scratch);
        ref float sums = ref Unsafe.Add(ref first, 4 * Part), results = ref Unsafe.Add(ref sums, 2 * Lanes);
        for (int lane = 0; lane < scales.Length; lane += TLanes.Count)
        {
            ref float part = ref Unsafe.Add(ref first, lane);
            Start(
                magnitude, length, in part, ref Unsafe.Add(ref part, Part), ref Unsafe.Add(ref part, 2 * Part), ref Unsafe.Add(ref part, 3 * Part),
                ref Unsafe.Add(ref sums, lane));
        }

        int round = 0;
        while (round < ScaleSearch.DescentRounds && Round(
            magnitude, length, scales.Length, in first, ref Unsafe.Add(ref first, Part), in Unsafe.Add(ref first, 2 * Part),
            in Unsafe.Add(ref first, 3 * Part), ref sums))
        {
            round++;
        }

        for (int lane = 0; lane < scales.Length; lane += TLanes.Count)
            TLanes.Store(End(length, in Unsafe.Add(ref first, lane), in Unsafe.Add(ref sums, lane)), ref results, lane);
        scratch.Slice(4 * Part + 2 * Lanes, scales.Length).CopyTo(scales);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes Extreme(int length, ref readonly float weights)
    {
        TLanes extreme = TLanes.Create(0);
        for (int i = 0; i < length; i++)
        {
            TLanes weight = TLanes.Load(in weights, i * Lanes);
            extreme = TLanes.Select(TLanes.Greater(TLanes.Abs(weight), TLanes.Abs(extreme)), weight, extreme);
        }

        return extreme;
    }

    // The sums are those of code times weight, then those of code times code.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Start(
        int magnitude, int length, ref readonly float weights, ref float codes, ref float squares, ref float cubes, ref float sums)
    {
        TLanes low = TLanes.Create(-magnitude), high = TLanes.Create(magnitude - 1), inverse = low / Extreme(length, in weights);
        TLanes codeWeight = TLanes.Create(0), codeCode = codeWeight;
        for (int i = 0; i < length; i++)
        {
            TLanes weight = TLanes.Load(in weights, i * Lanes), emphasis = weight * weight, cube = emphasis * weight;
            TLanes code = TLanes.Nearest(inverse * weight, low, high);
            TLanes.Store(code, ref codes, i * Lanes);
            TLanes.Store(emphasis, ref squares, i * Lanes);
            TLanes.Store(cube, ref cubes, i * Lanes);
            codeWeight += cube * code;
            codeCode += emphasis * code * code;
        }

        TLanes.Store(codeWeight, ref sums, 0);
        TLanes.Store(codeCode, ref sums, Lanes);
    }

    // Whether any code moved.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static bool Round(
        int magnitude, int length, int laneCount,
        ref readonly float weights, ref float codes, ref readonly float squares, ref readonly float cubes, ref float sums)
    {
        TLanes zero = TLanes.Create(0), low = TLanes.Create(-magnitude), high = TLanes.Create(magnitude - 1), changed = zero;
        for (int i = 0; i < length; i++)
        {
            for (int lane = 0; lane < laneCount; lane += TLanes.Count)
            {
                int at = i * Lanes + lane;
                TLanes codeWeight = TLanes.Load(in sums, lane), codeCode = TLanes.Load(in sums, Lanes + lane);
                TLanes weight = TLanes.Load(in weights, at), emphasis = TLanes.Load(in squares, at), cube = TLanes.Load(in cubes, at);
                TLanes code = TLanes.Load(in codes, at);
                TLanes otherWeight = codeWeight - cube * code;
                TLanes otherCode = codeCode - emphasis * code * code;
                TLanes tried = TLanes.Nearest(weight * otherCode / otherWeight, low, high);
                TLanes better = TLanes.Greater(otherWeight, zero) & TLanes.NotEqual(tried, code);
                otherWeight += cube * tried;
                otherCode += emphasis * tried * tried;
                better &= TLanes.Greater(otherCode, zero)
                    & TLanes.Greater(otherWeight * otherWeight * codeCode, codeWeight * codeWeight * otherCode);
                TLanes.Store(TLanes.Select(better, tried, code), ref codes, at);
                TLanes.Store(TLanes.Select(better, otherWeight, codeWeight), ref sums, lane);
                TLanes.Store(TLanes.Select(better, otherCode, codeCode), ref sums, Lanes + lane);
                changed = TLanes.Select(better, better, changed);
            }
        }

        return TLanes.Any(changed);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static TLanes End(int length, ref readonly float weights, ref readonly float sums)
    {
        TLanes zero = TLanes.Create(0), codeWeight = TLanes.Load(in sums, 0), codeCode = TLanes.Load(in sums, Lanes);
        TLanes negligible = TLanes.Greater(TLanes.Create(ScaleSearch.Negligible), TLanes.Abs(Extreme(length, in weights)));
        TLanes scale = TLanes.Select(TLanes.Greater(codeCode, zero), codeWeight / codeCode, zero);
        return TLanes.Select(negligible, zero, scale);
    }
}
