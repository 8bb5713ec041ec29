namespace Ingot.Tensors.Blocks;

/// <summary>
/// Finds the scales of up to 32 (by descent 64) neighbouring sub-blocks: one after the other (<see cref="ScalarSearch"/>, the definition) or one
/// a vector lane (<c>LaneSearch</c>). The results are the same bits.
/// </summary>
/// <remarks>
/// In each method <c>weights</c> and <c>emphasis</c> (how much the error of a weight counts, empty where a rule says it) hold the
/// sub-blocks one after the other, and <c>scales</c> has one entry for each of them. <c>codes</c> is as long as <c>weights</c> and gets the codes the search
/// ended with, counted from 0; it is empty where an encoder rounds again under its stored scales.
/// </remarks>
internal interface ISubBlockSearch
{
    /// <summary>The most sub-blocks of one call.</summary>
    const int MaxSubBlocks = 32;

    /// <summary>The most sub-blocks of one call of <see cref="ScaleByDescent"/>.</summary>
    const int MaxDescents = 64;

    /// <summary>Whether encoders that search by themselves may use vectors.</summary>
    static abstract bool UsesVectors { get; }

    /// <summary><c>weight = scale * code - minimum</c>, codes from 0 up.</summary>
    static abstract void ScaleAndMinimum(
        in AffineGrid grid, ReadOnlySpan<float> weights, ReadOnlySpan<float> emphasis, Span<float> scales, Span<float> minimums,
        Span<byte> codes);

    /// <summary><c>weight = scale * code</c>, without emphasis weighed by squares, codes from <c>-magnitude</c> to <c>magnitude - 1</c>.</summary>
    static abstract void Scale(int magnitude, ReadOnlySpan<float> weights, ReadOnlySpan<float> emphasis, Span<float> scales, Span<byte> codes);

    /// <summary>The same, by moving one code at a time; large weights count more.</summary>
    static abstract void ScaleByDescent(int magnitude, ReadOnlySpan<float> weights, Span<float> scales);

    /// <summary>
    /// <c>weight = scale * value</c>, three values and a shift for each half, of sub-blocks of 16 (<see cref="TwoShiftSearch"/>). <c>order</c> has the places
    /// of the weights of each sub-block in ascending order.
    /// </summary>
    static abstract void TwoShifts(
        ReadOnlySpan<float> weights, ReadOnlySpan<float> emphasis, ReadOnlySpan<byte> order, Span<TwoShiftSplit> splits);
}
