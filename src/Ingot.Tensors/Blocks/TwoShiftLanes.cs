using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Ingot.Tensors.Blocks;

/// <summary>The search of <see cref="TwoShiftSearch"/> for up to 32 sub-blocks side by side, one a vector lane: the same bits.</summary>
/// <remarks>
/// The sums below the boundaries are added up one sub-block after the other, as each has its own order, and laid out with a lane a sub-block;
/// missing sub-blocks are zeros. Each lane then performs the scalar operations in their order, with branches as masks.
/// </remarks>
internal static class TwoShiftLanes<TLanes>
    where TLanes : unmanaged, ILanes<TLanes>
{
    private const int Length = TwoShiftSearch.Length;
    private const int Lanes = ISubBlockSearch.MaxSubBlocks;
    private const int HalfLength = TwoShiftSearch.Boundaries * Lanes;

    /// <summary>Finds the split of each sub-block.</summary>
    /// <param name="weights">16 of each sub-block, one sub-block after the other.</param>
    /// <param name="emphasis">How much the error of each counts.</param>
    /// <param name="order">The places of the weights in each sub-block in ascending order.</param>
    /// <param name="splits">One a sub-block.</param>
    [SkipLocalsInit]
    public static void Find(ReadOnlySpan<float> weights, ReadOnlySpan<float> emphasis, ReadOnlySpan<byte> order, Span<TwoShiftSplit> splits)
    {
        Span<float> weighted = stackalloc float[2 * HalfLength], counted = stackalloc float[2 * HalfLength], results = stackalloc float[2 * Lanes];
        if (splits.Length < Lanes)
        {
            weighted.Clear();
            counted.Clear();
        }

        for (int s = 0; s < splits.Length; s++)
        {
            int at = s * Length;
            TwoShiftSearch.AddUp(
                weights.Slice(at, Length), emphasis.Slice(at, Length), order.Slice(at, Length), weighted[s..], counted[s..], Lanes);
        }

        for (int lane = 0; lane < splits.Length; lane += TLanes.Count)
        {
            Find(
                in Unsafe.Add(ref MemoryMarshal.GetReference(weighted), lane), in Unsafe.Add(ref MemoryMarshal.GetReference(counted), lane),
                ref Unsafe.Add(ref MemoryMarshal.GetReference(results), lane));
        }

        for (int s = 0; s < splits.Length; s++)
            splits[s] = Unpack(results[s], (int)results[Lanes + s]);
    }

    // Splits are numbered in the order they are tried; the numbers are small, so floats hold them exactly.
    private static void Find(ref readonly float weighted, ref readonly float counted, ref float results)
    {
        HalfSums lower = new(in weighted, in counted);
        HalfSums upper = new(in Unsafe.Add(ref Unsafe.AsRef(in weighted), HalfLength), in Unsafe.Add(ref Unsafe.AsRef(in counted), HalfLength));
        TLanes scale = TLanes.Create(0), best = TLanes.Create(-float.MaxValue), number = TLanes.Create(-1);
        int tried = 0;
        for (int first = 0; first <= Length; first++)
        {
            lower.Begin(first);
            upper.Begin(first);
            for (int second = first; second <= Length; second++)
            {
                lower.End(second, out TLanes lowerUpProduct, out TLanes lowerUpSquare, out TLanes lowerDownProduct, out TLanes lowerDownSquare);
                upper.End(second, out TLanes upperUpProduct, out TLanes upperUpSquare, out TLanes upperDownProduct, out TLanes upperDownSquare);
                Compare(lowerUpProduct + upperUpProduct, lowerUpSquare + upperUpSquare, tried++, ref scale, ref best, ref number);
                Compare(lowerUpProduct + upperDownProduct, lowerUpSquare + upperDownSquare, tried++, ref scale, ref best, ref number);
                Compare(lowerDownProduct + upperUpProduct, lowerDownSquare + upperUpSquare, tried++, ref scale, ref best, ref number);
                Compare(lowerDownProduct + upperDownProduct, lowerDownSquare + upperDownSquare, tried++, ref scale, ref best, ref number);
            }
        }

        TLanes.Store(scale, ref results, 0);
        TLanes.Store(number, ref results, Lanes);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Compare(TLanes product, TLanes square, int tried, ref TLanes scale, ref TLanes best, ref TLanes number)
    {
        TLanes better = TLanes.Greater(square, TLanes.Create(0)) & TLanes.Greater(product * product, best * square);
        if (!TLanes.Any(better))
            return;
        scale = TLanes.Select(better, product / square, scale);
        best = TLanes.Select(better, scale * product, best);
        number = TLanes.Select(better, TLanes.Create(tried), number);
    }

    private static TwoShiftSplit Unpack(float scale, int number)
    {
        if (number < 0)
            return TwoShiftSplit.None;
        int pair = number / TwoShiftSearch.ShiftPairs, first = 0;
        for (; pair > Length - first; first++)
            pair -= TwoShiftSearch.Boundaries - first;
        return new(scale, first, first + pair, number % TwoShiftSearch.ShiftPairs);
    }

    /// <summary>The sums of one half of every sub-block, and what of them does not depend on the second boundary.</summary>
    private ref struct HalfSums
    {
        private readonly ref readonly float weighted;
        private readonly ref readonly float counted;
        private readonly TLanes upProduct, downProduct, upSquare, downSquare;
        private TLanes firstWeighted, firstUpSquare, firstDownSquare;

        public HalfSums(ref readonly float weighted, ref readonly float counted)
        {
            this.weighted = ref weighted;
            this.counted = ref counted;
            TLanes product = TLanes.Load(in weighted, Length * Lanes), square = TLanes.Load(in counted, Length * Lanes);
            TLanes up = TLanes.Create(TernarySearch.Up[2]), down = TLanes.Create(TernarySearch.Down[2]);
            (upProduct, downProduct) = (product * up, product * down);
            (upSquare, downSquare) = (square * up * up, square * down * down);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Begin(int first)
        {
            firstWeighted = TLanes.Load(in weighted, first * Lanes);
            TLanes count = TLanes.Load(in counted, first * Lanes);
            firstUpSquare = count * Difference(TernarySearch.Up, 0) + upSquare;
            firstDownSquare = count * Difference(TernarySearch.Down, 0) + downSquare;
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly void End(int second, out TLanes up, out TLanes upSquares, out TLanes down, out TLanes downSquares)
        {
            TLanes taken = TLanes.Load(in weighted, second * Lanes) + firstWeighted, count = TLanes.Load(in counted, second * Lanes);
            (up, down) = (upProduct - taken, downProduct - taken);
            upSquares = count * Difference(TernarySearch.Up, 1) + firstUpSquare;
            downSquares = count * Difference(TernarySearch.Down, 1) + firstDownSquare;
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static TLanes Difference(ReadOnlySpan<float> values, int level) =>
            TLanes.Create(values[level] * values[level] - values[level + 1] * values[level + 1]);
    }
}
