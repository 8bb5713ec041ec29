namespace Ingot.Models.Transforms;

/// <summary>Reorders the rows of each head from one rope layout to the other.</summary>
/// <remarks>
/// Half-split rotates element i with i + half, interleaved rotates 2i with 2i + 1. Moving the rows of the query and key weights so
/// that pairs stay pairs leaves every dot product of query and key as it was.
/// </remarks>
/// <param name="HeadCount">Heads, one after another.</param>
/// <param name="HeadLength">Rows of a head; even.</param>
/// <param name="From">The layout of the source.</param>
/// <param name="To">The layout of the result.</param>
public sealed record RopePermutation(int HeadCount, int HeadLength, RopeLayout From, RopeLayout To) : RowMap
{
    /// <summary>The map that undoes this one.</summary>
    public RopePermutation Inverse => new(HeadCount, HeadLength, To, From);

    /// <inheritdoc/>
    public override long RowCount => (long)HeadCount * HeadLength;

    /// <inheritdoc/>
    public override long SourceRowCount => RowCount;

    /// <inheritdoc/>
    public override string Description => $"rope rows {From} to {To}, {HeadCount} heads of {HeadLength}";

    /// <inheritdoc/>
    public override long SourceRow(long row)
    {
        if (From == To)
            return row;
        long within = row % HeadLength;
        long half = HeadLength / 2;
        long source = To == RopeLayout.Interleaved
            ? (within / 2) + (within % 2 * half)
            : (within % half * 2) + (within / half);
        return row - within + source;
    }

    /// <inheritdoc/>
    public override long RunLength(long row) => From == To ? RowCount - row : 1;
}
