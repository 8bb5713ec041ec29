using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Ingot.Tensors.Blocks;

/// <summary>Up to 16 sub-blocks side by side, one a vector lane.</summary>
/// <remarks>
/// The weights are transposed first: entry <c>[i, s]</c> is weight <c>i</c> of sub-block <c>s</c>; missing sub-blocks are zeros. Each
/// lane then performs the operations of <see cref="ScaleSearch"/> in their order, with branches as masks, so its results are the
/// same bits. Codes stay floats: they are small integers, which floats hold exactly. The codes of the best try are not kept but, where
/// they are wanted, rounded again by the inverse scale and the origin they were found with.
/// </remarks>
internal readonly struct LaneSearch<TLanes> : ISubBlockSearch
    where TLanes : struct, ILanes<TLanes>
{
    private const int Lanes = ISubBlockSearch.MaxSubBlocks;
    private const int MaxLength = 32;

    [SkipLocalsInit]
    public static void ScaleAndMinimum(
        in AffineGrid grid, ReadOnlySpan<float> weights, ReadOnlySpan<float> emphasis, Span<float> scales, Span<float> minimums,
        Span<byte> codes)
    {
        int length = weights.Length / scales.Length;
        Span<float> scratch = stackalloc float[3 * MaxLength * Lanes];
        ref float first = ref MemoryMarshal.GetReference(scratch);
        ref float secondPart = ref Unsafe.Add(ref first, MaxLength * Lanes);
        ref float thirdPart = ref Unsafe.Add(ref first, 2 * MaxLength * Lanes);
        Transpose(weights, length, scratch);
        Transpose(emphasis, length, scratch[(MaxLength * Lanes)..]);
        Span<float> results = stackalloc float[4 * Lanes];
        ref float result = ref MemoryMarshal.GetReference(results);
        for (int lane = 0; lane < scales.Length; lane += TLanes.Count)
        {
            ScaleAndMinimum(
                grid, length, in Unsafe.Add(ref first, lane), in Unsafe.Add(ref secondPart, lane), ref thirdPart,
                out TLanes scale, out TLanes minimum, out TLanes inverse, out TLanes origin);
            TLanes.Store(scale, ref result, lane);
            TLanes.Store(minimum, ref result, Lanes + lane);
            TLanes.Store(inverse, ref result, 2 * Lanes + lane);
            TLanes.Store(origin, ref result, 3 * Lanes + lane);
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

    [SkipLocalsInit]
    public static void Scale(int magnitude, ReadOnlySpan<float> weights, ReadOnlySpan<float> emphasis, Span<float> scales, Span<byte> codes)
    {
        int length = weights.Length / scales.Length;
        Span<float> scratch = stackalloc float[2 * MaxLength * Lanes], results = stackalloc float[2 * Lanes];
        ref float first = ref MemoryMarshal.GetReference(scratch);
        ref float secondPart = ref Unsafe.Add(ref first, MaxLength * Lanes);
        Transpose(weights, length, scratch);
        Transpose(emphasis, length, scratch[(MaxLength * Lanes)..]);
        for (int lane = 0; lane < scales.Length; lane += TLanes.Count)
        {
            TLanes scale = Scale(
                magnitude, length, in Unsafe.Add(ref first, lane), in Unsafe.Add(ref secondPart, lane), out TLanes inverse);
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

    [SkipLocalsInit]
    public static void ScaleByDescent(int magnitude, ReadOnlySpan<float> weights, Span<float> scales)
    {
        int length = weights.Length / scales.Length;
        Span<float> scratch = stackalloc float[2 * MaxLength * Lanes], results = stackalloc float[Lanes];
        ref float first = ref MemoryMarshal.GetReference(scratch);
        ref float secondPart = ref Unsafe.Add(ref first, MaxLength * Lanes);
        Transpose(weights, length, scratch);
        for (int lane = 0; lane < scales.Length; lane += TLanes.Count)
        {
            TLanes scale = ScaleByDescent(magnitude, length, in Unsafe.Add(ref first, lane), ref secondPart);
            TLanes.Store(scale, ref MemoryMarshal.GetReference(results), lane);
        }

        results[..scales.Length].CopyTo(scales);
    }

    public static void TwoShifts(ReadOnlySpan<float> weights, ReadOnlySpan<float> emphasis, ReadOnlySpan<byte> order, Span<TwoShiftSplit> splits) =>
        TwoShiftLanes<TLanes>.Find(weights, emphasis, order, splits);

    private static void Transpose(ReadOnlySpan<float> source, int length, Span<float> target)
    {
        int count = source.Length / length;
        if (count < Lanes)
            target[..(length * Lanes)].Clear();
        ref float from = ref MemoryMarshal.GetReference(source);
        ref float to = ref MemoryMarshal.GetReference(target[..(length * Lanes)]);
        for (int s = 0; s < count; s++)
        {
            for (int i = 0; i < length; i++)
                Unsafe.Add(ref to, i * Lanes + s) = Unsafe.Add(ref from, s * length + i);
        }
    }

    private static void ScaleAndMinimum(
        in AffineGrid grid, int length, ref readonly float weights, ref readonly float emphasis, ref float codes,
        out TLanes scale, out TLanes minimum, out TLanes bestInverse, out TLanes bestOrigin)
    {
        TLanes zero = TLanes.Create(0), maxCode = TLanes.Create(grid.MaxCode);
        TLanes low = TLanes.Load(in weights, 0), high = low;
        TLanes sumEmphasis = TLanes.Load(in emphasis, 0), sumWeight = sumEmphasis * low;
        for (int i = 1; i < length; i++)
        {
            TLanes weight = TLanes.Load(in weights, i * Lanes), count = TLanes.Load(in emphasis, i * Lanes);
            low = TLanes.Select(TLanes.Greater(low, weight), weight, low);
            high = TLanes.Select(TLanes.Greater(weight, high), weight, high);
            sumEmphasis += count;
            sumWeight += count * weight;
        }

        low = TLanes.Select(TLanes.Greater(low, zero), zero, low);
        // Lanes without a range compute on, and what they compute is replaced at the end.
        TLanes hasRange = TLanes.Greater(high, low);
        TLanes flatMinimum = -low;
        TLanes inverse = maxCode / (high - low);
        scale = TLanes.Create(1) / inverse;
        bestInverse = inverse;
        bestOrigin = low;
        for (int i = 0; i < length; i++)
            TLanes.Store(TLanes.Nearest(inverse * (TLanes.Load(in weights, i * Lanes) - low), 0, grid.MaxCode), ref codes, i * Lanes);
        TLanes bestError = Error(grid, length, in weights, in emphasis, in codes, scale, low);

        for (int step = 0; step <= grid.StepCount; step++)
        {
            inverse = TLanes.Create(grid.First + grid.Step * step + grid.MaxCode) / (high - low);
            TLanes sumCode = zero, sumCodeCode = zero, sumCodeWeight = zero;
            for (int i = 0; i < length; i++)
            {
                TLanes weight = TLanes.Load(in weights, i * Lanes);
                TLanes code = TLanes.Nearest(inverse * (weight - low), 0, grid.MaxCode);
                TLanes.Store(code, ref codes, i * Lanes);
                TLanes weighted = TLanes.Load(in emphasis, i * Lanes) * code;
                sumCode += weighted;
                sumCodeCode += weighted * code;
                sumCodeWeight += weighted * weight;
            }

            TLanes determinant = sumEmphasis * sumCodeCode - sumCode * sumCode;
            TLanes triedScale = (sumEmphasis * sumCodeWeight - sumWeight * sumCode) / determinant;
            TLanes triedLow = (sumCodeCode * sumWeight - sumCode * sumCodeWeight) / determinant;
            TLanes positive = TLanes.Greater(triedLow, zero);
            triedLow = TLanes.Select(positive, zero, triedLow);
            triedScale = TLanes.Select(positive, sumCodeWeight / sumCodeCode, triedScale);
            TLanes error = Error(grid, length, in weights, in emphasis, in codes, triedScale, triedLow);
            TLanes better = TLanes.Greater(determinant, zero) & TLanes.Greater(bestError, error);
            bestError = TLanes.Select(better, error, bestError);
            scale = TLanes.Select(better, triedScale, scale);
            bestInverse = TLanes.Select(better, inverse, bestInverse);
            bestOrigin = TLanes.Select(better, low, bestOrigin);
            low = TLanes.Select(better, triedLow, low);
        }

        scale = TLanes.Select(hasRange, scale, zero);
        bestInverse = TLanes.Select(hasRange, bestInverse, zero);
        minimum = TLanes.Select(hasRange, -low, flatMinimum);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes Error(
        in AffineGrid grid, int length, ref readonly float weights, ref readonly float emphasis, ref readonly float codes,
        TLanes scale, TLanes low)
    {
        TLanes error = TLanes.Create(0);
        bool absolute = grid.AbsoluteError;
        for (int i = 0; i < length; i++)
        {
            TLanes difference = scale * TLanes.Load(in codes, i * Lanes) + low - TLanes.Load(in weights, i * Lanes);
            error += TLanes.Load(in emphasis, i * Lanes) * (absolute ? TLanes.Abs(difference) : difference * difference);
        }

        return error;
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

    // Where the weights are negligible both the scale and the inverse are 0.
    private static TLanes Scale(
        int magnitude, int length, ref readonly float weights, ref readonly float emphasis, out TLanes bestInverse)
    {
        TLanes zero = TLanes.Create(0);
        TLanes extreme = Extreme(length, in weights);
        TLanes negligible = TLanes.Greater(TLanes.Create(ScaleSearch.Negligible), TLanes.Abs(extreme));
        bestInverse = TLanes.Create(-magnitude) / extreme;
        Correlate(bestInverse, out TLanes codeWeight, out TLanes codeCode, magnitude, length, in weights, in emphasis);
        TLanes scale = TLanes.Select(TLanes.NotEqual(codeCode, zero), codeWeight / codeCode, zero);
        TLanes best = scale * codeWeight;
        for (int step = -9; step <= 9; step++)
        {
            if (step == 0)
                continue;
            TLanes inverse = TLanes.Create(-(magnitude + 0.1f * step)) / extreme;
            Correlate(inverse, out codeWeight, out codeCode, magnitude, length, in weights, in emphasis);
            TLanes better = TLanes.Greater(codeCode, zero) & TLanes.Greater(codeWeight * codeWeight, best * codeCode);
            bestInverse = TLanes.Select(better, inverse, bestInverse);
            scale = TLanes.Select(better, codeWeight / codeCode, scale);
            best = TLanes.Select(better, scale * codeWeight, best);
        }

        bestInverse = TLanes.Select(negligible, zero, bestInverse);
        return TLanes.Select(negligible, zero, scale);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Correlate(
        TLanes inverse, out TLanes codeWeight, out TLanes codeCode,
        int magnitude, int length, ref readonly float weights, ref readonly float emphasis)
    {
        TLanes sumCodeWeight = TLanes.Create(0), sumCodeCode = sumCodeWeight;
        for (int i = 0; i < length; i++)
        {
            TLanes weight = TLanes.Load(in weights, i * Lanes), count = TLanes.Load(in emphasis, i * Lanes);
            TLanes code = TLanes.Nearest(inverse * weight, -magnitude, magnitude - 1);
            sumCodeWeight += count * weight * code;
            sumCodeCode += count * code * code;
        }

        codeWeight = sumCodeWeight;
        codeCode = sumCodeCode;
    }

    private static TLanes ScaleByDescent(int magnitude, int length, ref readonly float weights, ref float codes)
    {
        TLanes zero = TLanes.Create(0);
        TLanes extreme = Extreme(length, in weights);
        TLanes negligible = TLanes.Greater(TLanes.Create(ScaleSearch.Negligible), TLanes.Abs(extreme));
        TLanes inverse = TLanes.Create(-magnitude) / extreme;
        TLanes codeWeight = zero, codeCode = zero;
        for (int i = 0; i < length; i++)
        {
            TLanes weight = TLanes.Load(in weights, i * Lanes), emphasis = weight * weight;
            TLanes code = TLanes.Nearest(inverse * weight, -magnitude, magnitude - 1);
            TLanes.Store(code, ref codes, i * Lanes);
            codeWeight += emphasis * weight * code;
            codeCode += emphasis * code * code;
        }

        // A lane that a whole round left alone stays so: going on for the sake of the others does not change it.
        TLanes changed;
        int round = 0;
        do
        {
            changed = zero;
            for (int i = 0; i < length; i++)
            {
                TLanes weight = TLanes.Load(in weights, i * Lanes), emphasis = weight * weight, cube = emphasis * weight;
                TLanes code = TLanes.Load(in codes, i * Lanes);
                TLanes otherWeight = codeWeight - cube * code;
                TLanes otherCode = codeCode - emphasis * code * code;
                TLanes tried = TLanes.Nearest(weight * otherCode / otherWeight, -magnitude, magnitude - 1);
                TLanes better = TLanes.Greater(otherWeight, zero) & TLanes.NotEqual(tried, code);
                otherWeight += cube * tried;
                otherCode += emphasis * tried * tried;
                better &= TLanes.Greater(otherCode, zero)
                    & TLanes.Greater(otherWeight * otherWeight * codeCode, codeWeight * codeWeight * otherCode);
                TLanes.Store(TLanes.Select(better, tried, code), ref codes, i * Lanes);
                codeWeight = TLanes.Select(better, otherWeight, codeWeight);
                codeCode = TLanes.Select(better, otherCode, codeCode);
                changed = TLanes.Select(better, better, changed);
            }
        }
        while (TLanes.Any(changed) && ++round < ScaleSearch.DescentRounds);

        TLanes scale = TLanes.Select(TLanes.Greater(codeCode, zero), codeWeight / codeCode, zero);
        return TLanes.Select(negligible, zero, scale);
    }
}
