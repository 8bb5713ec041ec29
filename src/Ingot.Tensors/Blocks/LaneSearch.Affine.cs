using System.Runtime.CompilerServices;

namespace Ingot.Tensors.Blocks;

/// <remarks>
/// Every group of lanes takes a step of the search before the next step: while one waits for its divisions, another adds up. The
/// steps are methods of their own, small enough that their lanes stay in registers.
/// </remarks>
internal readonly partial struct LaneSearch<TLanes>
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void ScaleAndMinimum(
        in AffineGrid grid, int length, ref float weights, ref float emphasis, ref float codes, Span<AffineGroup> groups)
    {
        for (int g = 0; g < groups.Length; g++)
        {
            int lane = g * TLanes.Count;
            Survey(length, ref Unsafe.Add(ref weights, lane), ref Unsafe.Add(ref emphasis, lane), ref groups[g]);
            Aim(grid.MaxCode, ref groups[g]);
            FitExactly(grid.MaxCode, length, ref Unsafe.Add(ref weights, lane), ref Unsafe.Add(ref emphasis, lane), ref Unsafe.Add(ref codes, lane), ref groups[g]);
            groups[g].BestError = Error(
                grid.AbsoluteError, length, ref Unsafe.Add(ref weights, lane), ref Unsafe.Add(ref emphasis, lane), ref Unsafe.Add(ref codes, lane),
                groups[g].Scale, groups[g].Low);
        }

        for (int step = 0; step <= grid.StepCount; step++)
        {
            float spread = grid.First + grid.Step * step + grid.MaxCode;
            for (int g = 0; g < groups.Length; g++)
            {
                int lane = g * TLanes.Count;
                Fit(spread, grid.MaxCode, length, ref Unsafe.Add(ref weights, lane), ref Unsafe.Add(ref emphasis, lane), ref Unsafe.Add(ref codes, lane), ref groups[g]);
            }

            for (int g = 0; g < groups.Length; g++)
            {
                int lane = g * TLanes.Count;
                Judge(grid.AbsoluteError, length, ref Unsafe.Add(ref weights, lane), ref Unsafe.Add(ref emphasis, lane), ref Unsafe.Add(ref codes, lane), ref groups[g]);
            }
        }
    }

    // Lanes without a range get an endless one: they compute on with harmless numbers, and what they compute is replaced at the end.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Survey(int length, ref float weights, ref float emphasis, ref AffineGroup group)
    {
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

        TLanes zero = TLanes.Create(0);
        group.Lowest = low;
        group.Highest = high;
        low = TLanes.Select(TLanes.Greater(low, zero), zero, low);
        group.HasRange = TLanes.Greater(high, low);
        group.RangeEnd = TLanes.Select(group.HasRange, high, TLanes.Create(float.PositiveInfinity));
        group.FlatMinimum = -low;
        group.Low = low;
        group.SumEmphasis = sumEmphasis;
        group.SumWeight = sumWeight;
    }

    // The scale that spreads the codes from end to end.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Aim(int maxCode, ref AffineGroup group)
    {
        group.Inverse = TLanes.Create(maxCode) / (group.RangeEnd - group.Low);
        group.Scale = TLanes.Create(1) / group.Inverse;
        group.BestInverse = group.Inverse;
        group.BestOrigin = group.Low;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Fit(
        float spread, int maxCode, int length, ref float weights, ref float emphasis, ref float codes, ref AffineGroup group)
    {
        TLanes low = group.Low, inverse = TLanes.Create(spread) / (group.RangeEnd - low);
        group.Inverse = inverse;
        // Rounding keeps order, so no scaled weight lies outside the scaled ends. Almost always true.
        TLanes reach = TLanes.Max(TLanes.Abs(inverse * (group.Lowest - low)), TLanes.Abs(inverse * (group.Highest - low)));
        if (!TLanes.All(TLanes.Greater(TLanes.Create(ReferenceRounding.NearestLimit), reach)))
        {
            FitExactly(maxCode, length, ref weights, ref emphasis, ref codes, ref group);
            return;
        }

        TLanes zero = TLanes.Create(0), sumCode = zero, sumCodeCode = zero, sumCodeWeight = zero;
        // What ends less than half a code beyond the largest needs no clamp there: so it is in most steps.
        if (TLanes.All(TLanes.Greater(TLanes.Create(maxCode + 0.5f), reach)))
        {
            for (int i = 0; i < length; i++)
            {
                TLanes weight = TLanes.Load(in weights, i * Lanes);
                TLanes code = TLanes.Round(TLanes.Max(inverse * (weight - low), zero));
                TLanes.Store(code, ref codes, i * Lanes);
                TLanes weighted = TLanes.Load(in emphasis, i * Lanes) * code;
                sumCode += weighted;
                sumCodeCode += weighted * code;
                sumCodeWeight += weighted * weight;
            }
        }
        else
        {
            TLanes limit = TLanes.Create(maxCode);
            for (int i = 0; i < length; i++)
            {
                TLanes weight = TLanes.Load(in weights, i * Lanes);
                TLanes code = TLanes.Round(TLanes.Min(TLanes.Max(inverse * (weight - low), zero), limit));
                TLanes.Store(code, ref codes, i * Lanes);
                TLanes weighted = TLanes.Load(in emphasis, i * Lanes) * code;
                sumCode += weighted;
                sumCodeCode += weighted * code;
                sumCodeWeight += weighted * weight;
            }
        }

        group.SumCode = sumCode;
        group.SumCodeCode = sumCodeCode;
        group.SumCodeWeight = sumCodeWeight;
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void FitExactly(int maxCode, int length, ref float weights, ref float emphasis, ref float codes, ref AffineGroup group)
    {
        TLanes inverse = group.Inverse, low = group.Low, limit = TLanes.Create(maxCode);
        TLanes zero = TLanes.Create(0), sumCode = zero, sumCodeCode = sumCode, sumCodeWeight = sumCode;
        for (int i = 0; i < length; i++)
        {
            TLanes weight = TLanes.Load(in weights, i * Lanes);
            TLanes code = TLanes.Nearest(inverse * (weight - low), zero, limit);
            TLanes.Store(code, ref codes, i * Lanes);
            TLanes weighted = TLanes.Load(in emphasis, i * Lanes) * code;
            sumCode += weighted;
            sumCodeCode += weighted * code;
            sumCodeWeight += weighted * weight;
        }

        group.SumCode = sumCode;
        group.SumCodeCode = sumCodeCode;
        group.SumCodeWeight = sumCodeWeight;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Judge(bool absolute, int length, ref float weights, ref float emphasis, ref float codes, ref AffineGroup group)
    {
        TLanes zero = TLanes.Create(0), sumEmphasis = group.SumEmphasis, sumWeight = group.SumWeight;
        TLanes sumCode = group.SumCode, sumCodeCode = group.SumCodeCode, sumCodeWeight = group.SumCodeWeight;
        TLanes determinant = sumEmphasis * sumCodeCode - sumCode * sumCode;
        TLanes scale = (sumEmphasis * sumCodeWeight - sumWeight * sumCode) / determinant;
        TLanes low = (sumCodeCode * sumWeight - sumCode * sumCodeWeight) / determinant;
        TLanes positive = TLanes.Greater(low, zero);
        if (TLanes.Any(positive))
        {
            low = TLanes.Select(positive, zero, low);
            scale = TLanes.Select(positive, sumCodeWeight / sumCodeCode, scale);
        }

        TLanes error = Error(absolute, length, ref weights, ref emphasis, ref codes, scale, low);
        TLanes better = TLanes.Greater(determinant, zero) & TLanes.Greater(group.BestError, error);
        group.BestError = TLanes.Select(better, error, group.BestError);
        group.Scale = TLanes.Select(better, scale, group.Scale);
        group.BestInverse = TLanes.Select(better, group.Inverse, group.BestInverse);
        group.BestOrigin = TLanes.Select(better, group.Low, group.BestOrigin);
        group.Low = TLanes.Select(better, low, group.Low);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes Error(
        bool absolute, int length, ref float weights, ref float emphasis, ref float codes, TLanes scale, TLanes low)
    {
        TLanes error = TLanes.Create(0);
        if (absolute)
        {
            for (int i = 0; i < length; i++)
            {
                TLanes difference = scale * TLanes.Load(in codes, i * Lanes) + low - TLanes.Load(in weights, i * Lanes);
                error += TLanes.Load(in emphasis, i * Lanes) * TLanes.Abs(difference);
            }

            return error;
        }

        for (int i = 0; i < length; i++)
        {
            TLanes difference = scale * TLanes.Load(in codes, i * Lanes) + low - TLanes.Load(in weights, i * Lanes);
            error += TLanes.Load(in emphasis, i * Lanes) * (difference * difference);
        }

        return error;
    }

    /// <summary>Where the search of one group of lanes stands.</summary>
    private struct AffineGroup
    {
        public TLanes Lowest, Highest, RangeEnd, HasRange, FlatMinimum, SumEmphasis, SumWeight;
        public TLanes Inverse, SumCode, SumCodeCode, SumCodeWeight;
        public TLanes Low, Scale, BestInverse, BestOrigin, BestError;
    }
}
