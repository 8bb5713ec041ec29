namespace Ingot.Models.Transforms;

/// <summary>The rows of one part of a packed tensor: runs of equal length at equal distances.</summary>
/// <param name="Part">The part, for messages.</param>
/// <param name="FirstRow">The first row of the first run.</param>
/// <param name="RunRows">Rows of a run.</param>
/// <param name="StrideRows">Rows from the start of a run to that of the next.</param>
/// <param name="RunCount">Number of runs.</param>
public sealed record StridedRows(TensorRole Part, long FirstRow, long RunRows, long StrideRows, long RunCount) : RowMap
{
    /// <inheritdoc/>
    public override long RowCount => RunRows * RunCount;

    /// <inheritdoc/>
    public override long SourceRowCount => StrideRows * RunCount;

    /// <inheritdoc/>
    public override string Description => RunCount == 1
        ? $"rows {FirstRow}..{FirstRow + RunRows - 1} ({Part})"
        : $"{RunRows} rows of every {StrideRows}, from row {FirstRow} ({Part})";

    /// <inheritdoc/>
    public override long SourceRow(long row) => (row / RunRows * StrideRows) + FirstRow + (row % RunRows);

    /// <inheritdoc/>
    public override long RunLength(long row) => RunRows - (row % RunRows);
}
