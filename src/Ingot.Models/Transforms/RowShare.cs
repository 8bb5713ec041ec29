namespace Ingot.Models.Transforms;

/// <summary>One of several equal shares of a weight's rows, one after another: query, key or value of a packed projection.</summary>
/// <param name="Index">Which share.</param>
/// <param name="Count">How many there are.</param>
/// <param name="SourceRowCount">Rows of the whole.</param>
public sealed record RowShare(int Index, int Count, long SourceRowCount) : RowMap
{
    /// <inheritdoc/>
    public override long RowCount => SourceRowCount / Count;

    /// <inheritdoc/>
    public override long SourceRowCount { get; } = SourceRowCount;

    /// <inheritdoc/>
    public override string Description => $"share {Index + 1} of {Count} of the rows";

    /// <inheritdoc/>
    public override long SourceRow(long row) => (Index * RowCount) + row;

    /// <inheritdoc/>
    public override long RunLength(long row) => RowCount - row;
}
