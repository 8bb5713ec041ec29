namespace Ingot.Tensors.Blocks;

/// <summary>
/// Finds the scales of up to 16 runs of 32 weights on the <see cref="UnevenScale"/>: one after the other (<see cref="UnevenSearch"/>, the
/// definition) or one a vector lane (<c>UnevenLanes</c>). The results are the same bits.
/// </summary>
internal interface IUnevenSearch
{
    /// <summary>The most runs of one call.</summary>
    const int MaxRuns = 16;

    /// <summary>The scale of each run; 0 where the weights are negligible.</summary>
    static abstract void Scales(ReadOnlySpan<float> weights, ReadOnlySpan<float> emphasis, Span<float> scales);
}
