namespace Ingot.Models.Transforms;

/// <summary>One frame of a convolution over time: the rows of <c>[..., frames, height, width]</c> that belong to it.</summary>
/// <param name="Frame">Which frame.</param>
/// <param name="FrameCount">How many there are.</param>
/// <param name="Height">Rows of a frame.</param>
/// <param name="KernelCount">Kernels over all leading dimensions.</param>
public sealed record FrameRows(int Frame, int FrameCount, long Height, long KernelCount) : RowMap
{
    /// <inheritdoc/>
    public override long RowCount => KernelCount * Height;

    /// <inheritdoc/>
    public override long SourceRowCount => KernelCount * FrameCount * Height;

    /// <inheritdoc/>
    public override string Description => $"frame {Frame + 1} of {FrameCount}";

    /// <inheritdoc/>
    public override long SourceRow(long row) => (((row / Height * FrameCount) + Frame) * Height) + (row % Height);

    /// <inheritdoc/>
    public override long RunLength(long row) => Height - (row % Height);
}
