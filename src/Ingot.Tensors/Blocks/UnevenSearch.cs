namespace Ingot.Tensors.Blocks;

/// <summary>The search for the scale of 32 weights on the <see cref="UnevenScale"/>: the scalar definition.</summary>
/// <remarks>
/// Every product and sum rounds to single precision in the order written here, as in the published encoder (ggml,
/// <c>quantize_row_iq4_nl_impl</c>): reordering or fusing changes bytes.
/// </remarks>
internal readonly struct UnevenSearch : IUnevenSearch
{
    /// <summary>How far beyond the lowest step, either way, the extreme weight is tried.</summary>
    public const int Reach = 7;

    public static void Scales(ReadOnlySpan<float> weights, ReadOnlySpan<float> emphasis, Span<float> scales)
    {
        for (int s = 0; s < scales.Length; s++)
            scales[s] = Scale(weights.Slice(s * 32, 32), emphasis.Slice(s * 32, 32));
    }

    private static float Scale(ReadOnlySpan<float> weights, ReadOnlySpan<float> emphasis)
    {
        float extreme = ScaleSearch.Extreme(weights);
        if (MathF.Abs(extreme) < ScaleSearch.Negligible)
            return 0;
        (float stepWeight, float stepStep) = Correlate(1 / (-extreme / UnevenScale.Lowest), weights, emphasis);
        float scale = stepStep > 0 ? stepWeight / stepStep : 0;
        float best = scale * stepWeight;
        for (int shift = -Reach; shift <= Reach; shift++)
        {
            (stepWeight, stepStep) = Correlate((shift + UnevenScale.Lowest) / extreme, weights, emphasis);
            if (stepStep > 0 && stepWeight * stepWeight > best * stepStep)
            {
                scale = stepWeight / stepStep;
                best = scale * stepWeight;
            }
        }

        return scale;
    }

    private static (float StepWeight, float StepStep) Correlate(float inverse, ReadOnlySpan<float> weights, ReadOnlySpan<float> emphasis)
    {
        float stepWeight = 0, stepStep = 0;
        for (int i = 0; i < weights.Length; i++)
        {
            float step = UnevenScale.Steps[UnevenScale.Nearest(inverse * weights[i])];
            stepWeight += emphasis[i] * step * weights[i];
            stepStep += emphasis[i] * step * step;
        }

        return (stepWeight, stepStep);
    }
}
