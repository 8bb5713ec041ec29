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

    [SkipLocalsInit, MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Scales(ReadOnlySpan<float> weights, ReadOnlySpan<float> emphasis, Span<float> scales)
    {
        Span<float> scratch = AlignedScratch.Of(stackalloc float[2 * Length * Lanes + AlignedScratch.Slack]), results = stackalloc float[Lanes];
        LaneTranspose.Run(weights, Length, Lanes, scratch);
        LaneTranspose.Run(emphasis, Length, Lanes, scratch[(Length * Lanes)..]);
        ref float first = ref MemoryMarshal.GetReference(scratch);
        for (int lane = 0; lane < scales.Length; lane += TLanes.Count)
        {
            TLanes scale = Scale(in Unsafe.Add(ref first, lane), in Unsafe.Add(ref first, Length * Lanes + lane));
            TLanes.Store(scale, ref MemoryMarshal.GetReference(results), lane);
        }

        results[..scales.Length].CopyTo(scales);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
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
            TLanes step = TLanes.NearestStep(inverse * weight);
            sumStepWeight += count * step * weight;
            sumStepStep += count * step * step;
        }

        stepWeight = sumStepWeight;
        stepStep = sumStepStep;
    }
}
