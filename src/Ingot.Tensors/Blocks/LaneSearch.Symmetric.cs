using System.Runtime.CompilerServices;

namespace Ingot.Tensors.Blocks;

internal readonly partial struct LaneSearch<TLanes>
{
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

    // Where the weights are negligible both the scale and the inverse are 0; elsewhere no code is beyond magnitude + 1 before it is clamped.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static TLanes Scale(
        int magnitude, int length, ref readonly float weights, ref readonly float emphasis, ref float products, out TLanes bestInverse)
    {
        TLanes zero = TLanes.Create(0);
        TLanes extreme = Extreme(length, in weights);
        TLanes negligible = TLanes.Greater(TLanes.Create(ScaleSearch.Negligible), TLanes.Abs(extreme));
        for (int i = 0; i < length; i++)
            TLanes.Store(TLanes.Load(in emphasis, i * Lanes) * TLanes.Load(in weights, i * Lanes), ref products, i * Lanes);

        bestInverse = TLanes.Create(-magnitude) / extreme;
        Correlate(bestInverse, out TLanes codeWeight, out TLanes codeCode, magnitude, length, in weights, in emphasis, in products);
        TLanes scale = TLanes.Select(TLanes.NotEqual(codeCode, zero), codeWeight / codeCode, zero);
        TLanes best = scale * codeWeight;
        for (int step = -9; step <= 9; step++)
        {
            if (step == 0)
                continue;
            TLanes inverse = TLanes.Create(-(magnitude + 0.1f * step)) / extreme;
            Correlate(inverse, out codeWeight, out codeCode, magnitude, length, in weights, in emphasis, in products);
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
        int magnitude, int length, ref readonly float weights, ref readonly float emphasis, ref readonly float products)
    {
        TLanes sumCodeWeight = TLanes.Create(0), sumCodeCode = sumCodeWeight;
        TLanes low = TLanes.Create(-magnitude), high = TLanes.Create(magnitude - 1);
        for (int i = 0; i < length; i++)
        {
            TLanes code = TLanes.Round(TLanes.Min(TLanes.Max(inverse * TLanes.Load(in weights, i * Lanes), low), high));
            sumCodeWeight += TLanes.Load(in products, i * Lanes) * code;
            sumCodeCode += TLanes.Load(in emphasis, i * Lanes) * code * code;
        }

        codeWeight = sumCodeWeight;
        codeCode = sumCodeCode;
    }
}
