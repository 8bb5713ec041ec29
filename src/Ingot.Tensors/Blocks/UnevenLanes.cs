using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Ingot.Tensors.Blocks;

/// <summary>The search of <see cref="UnevenSearch"/> for up to 16 runs of 32 weights side by side, one a vector lane: the same bits.</summary>
/// <remarks>
/// The weights are transposed first, entry <c>[i, s]</c> being weight <c>i</c> of run <c>s</c>; missing runs are zeros. Each lane then performs the
/// scalar operations in their order, with branches as masks.
/// </remarks>
internal readonly struct UnevenLanes<TLanes> : IUnevenSearch
    where TLanes : struct, ILanes<TLanes>
{
    private const int Lanes = IUnevenSearch.MaxRuns;
    private const int Length = 32;

    [SkipLocalsInit]
    public static void Scales(ReadOnlySpan<float> weights, ReadOnlySpan<float> emphasis, Span<float> scales)
    {
        Span<float> scratch = stackalloc float[2 * Length * Lanes], results = stackalloc float[Lanes];
        Transpose(weights, scratch[..(Length * Lanes)]);
        Transpose(emphasis, scratch[(Length * Lanes)..]);
        ref float first = ref MemoryMarshal.GetReference(scratch);
        for (int lane = 0; lane < scales.Length; lane += TLanes.Count)
        {
            TLanes scale = Scale(in Unsafe.Add(ref first, lane), in Unsafe.Add(ref first, Length * Lanes + lane));
            TLanes.Store(scale, ref MemoryMarshal.GetReference(results), lane);
        }

        results[..scales.Length].CopyTo(scales);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Transpose(ReadOnlySpan<float> source, Span<float> target)
    {
        if (source.Length < target.Length)
            target.Clear();
        for (int i = 0; i < source.Length; i++)
            target[i % Length * Lanes + i / Length] = source[i];
    }

    private static TLanes Scale(ref readonly float weights, ref readonly float emphasis)
    {
        TLanes zero = TLanes.Create(0), extreme = zero;
        for (int i = 0; i < Length; i++)
        {
            TLanes weight = TLanes.Load(in weights, i * Lanes);
            extreme = TLanes.Select(TLanes.Greater(TLanes.Abs(weight), TLanes.Abs(extreme)), weight, extreme);
        }

        TLanes negligible = TLanes.Greater(TLanes.Create(ScaleSearch.Negligible), TLanes.Abs(extreme));
        Correlate(
            TLanes.Create(1) / (-extreme / TLanes.Create(UnevenScale.Lowest)), in weights, in emphasis,
            out TLanes stepWeight, out TLanes stepStep);
        TLanes scale = TLanes.Select(TLanes.Greater(stepStep, zero), stepWeight / stepStep, zero);
        TLanes best = scale * stepWeight;
        for (int shift = -UnevenSearch.Reach; shift <= UnevenSearch.Reach; shift++)
        {
            Correlate(TLanes.Create(shift + UnevenScale.Lowest) / extreme, in weights, in emphasis, out stepWeight, out stepStep);
            TLanes better = TLanes.Greater(stepStep, zero) & TLanes.Greater(stepWeight * stepWeight, best * stepStep);
            scale = TLanes.Select(better, stepWeight / stepStep, scale);
            best = TLanes.Select(better, scale * stepWeight, best);
        }

        return TLanes.Select(negligible, zero, scale);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Correlate(
        TLanes inverse, ref readonly float weights, ref readonly float emphasis, out TLanes stepWeight, out TLanes stepStep)
    {
        TLanes sumStepWeight = TLanes.Create(0), sumStepStep = sumStepWeight;
        for (int i = 0; i < Length; i++)
        {
            TLanes weight = TLanes.Load(in weights, i * Lanes), count = TLanes.Load(in emphasis, i * Lanes);
            TLanes step = NearestStep(inverse * weight);
            sumStepWeight += count * step * weight;
            sumStepStep += count * step * step;
        }

        stepWeight = sumStepWeight;
        stepStep = sumStepStep;
    }

    // From the highest step down past every half way above the number: whole numbers, so the sum is exact. NaN stays at the highest.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes NearestStep(TLanes number)
    {
        TLanes step = TLanes.Create(113);
        step -= Below(number, 101, 24) + Below(number, 79, 20) + Below(number, 61, 16);
        step -= Below(number, 45.5f, 15) + Below(number, 31.5f, 13) + Below(number, 19, 12);
        step -= Below(number, 7, 12) + Below(number, -4.5f, 11) + Below(number, -16, 12);
        step -= Below(number, -28.5f, 13) + Below(number, -42, 14) + Below(number, -57, 16);
        return step - (Below(number, -74, 18) + Below(number, -93.5f, 21) + Below(number, -115.5f, 23));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes Below(TLanes number, float halfWay, float drop) =>
        TLanes.Greater(TLanes.Create(halfWay), number) & TLanes.Create(drop);
}
