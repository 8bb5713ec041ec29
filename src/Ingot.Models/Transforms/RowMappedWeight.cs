using Ingot.Tensors;

namespace Ingot.Models.Transforms;

/// <summary>A weight whose rows are gathered from another's as a map says. Nothing is copied until rows are asked for.</summary>
public sealed class RowMappedWeight : IWeight, ITransformedWeight
{
    private readonly IWeight source;
    private readonly RowMap map;

    private RowMappedWeight(IWeight source, RowMap map, TensorShape? shape)
    {
        this.source = source;
        this.map = map;
        Shape = shape ?? new(map.RowCount, source.Shape.Columns);
    }

    /// <inheritdoc/>
    public string Name => source.Name;

    /// <inheritdoc/>
    public TensorShape Shape { get; }

    /// <inheritdoc/>
    public TensorType StoredType => source.StoredType;

    /// <inheritdoc/>
    public TensorType PlainType => source.PlainType;

    /// <inheritdoc/>
    public bool IsPacked => source.IsPacked;

    IEnumerable<string> ITransformedWeight.Transforms => [.. WeightTransforms.Of(source), map.Description];

    /// <summary>Gathers the rows of a matrix or of a stack of matrices, or the elements of a vector or of a stack of vectors.</summary>
    /// <param name="source">The weight.</param>
    /// <param name="map">Of as many rows as the source has, or of as many as it has elements.</param>
    /// <param name="shape">The shape of the result; null for a plain matrix or vector.</param>
    /// <exception cref="ArgumentException">The source has another number of rows than the map expects.</exception>
    /// <exception cref="IngotException">The source is a vector stored in blocks, whose elements cannot be moved.</exception>
    public static IWeight Create(IWeight source, RowMap map, TensorShape? shape = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(map);
        bool movesElements = source.Shape.Rank == 1 || map.SourceRowCount > source.Shape.Rows;
        long rows = movesElements ? source.Shape.ElementCount : source.Shape.Rows;
        if (rows != map.SourceRowCount)
            throw new ArgumentException($"{source.Name} has {rows} rows; the map ({map.Description}) expects {map.SourceRowCount}.", nameof(source));
        return movesElements
            ? new ColumnAsVector(new RowMappedWeight(new VectorAsColumn(source), map, shape: null), shape)
            : new RowMappedWeight(source, map, shape);
    }

    /// <inheritdoc/>
    public void DecodeRows(long firstRow, Span<float> weights)
    {
        int columns = checked((int)Shape.Columns);
        while (!weights.IsEmpty)
        {
            int rows = (int)Math.Min(map.RunLength(firstRow), weights.Length / columns);
            source.DecodeRows(map.SourceRow(firstRow), weights[..(rows * columns)]);
            weights = weights[(rows * columns)..];
            firstRow += rows;
        }
    }

    /// <inheritdoc/>
    public void ReadRows(long firstRow, Span<byte> bytes)
    {
        int rowBytes = checked((int)StoredType.RowBytes(Shape.Columns));
        while (!bytes.IsEmpty)
        {
            int rows = (int)Math.Min(map.RunLength(firstRow), bytes.Length / rowBytes);
            source.ReadRows(map.SourceRow(firstRow), bytes[..(rows * rowBytes)]);
            bytes = bytes[(rows * rowBytes)..];
            firstRow += rows;
        }
    }

    /// <inheritdoc/>
    public bool TryMapRows(long firstRow, int rowCount, out ReadOnlySpan<byte> bytes)
    {
        bytes = default;
        return rowCount <= map.RunLength(firstRow) && source.TryMapRows(map.SourceRow(firstRow), rowCount, out bytes);
    }
}
