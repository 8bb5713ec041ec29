using Ingot.Tensors;

namespace Ingot.Models.Transforms;

/// <summary>A column <c>[n, 1]</c> seen as a vector <c>[n]</c> or a stack of vectors again.</summary>
/// <param name="column">The elements.</param>
/// <param name="shape">Has n elements; null for one vector.</param>
internal sealed class ColumnAsVector(IWeight column, TensorShape? shape = null) : IWeight, ITransformedWeight
{
    public string Name => column.Name;

    public TensorShape Shape { get; } = shape ?? new(column.Shape.Rows);

    public TensorType StoredType => column.StoredType;

    public TensorType PlainType => column.PlainType;

    public bool IsPacked => column.IsPacked;

    public IEnumerable<string> Transforms => WeightTransforms.Of(column);

    public void DecodeRows(long firstRow, Span<float> weights) => column.DecodeRows(firstRow * Shape.Columns, weights);

    public void ReadRows(long firstRow, Span<byte> bytes) => column.ReadRows(firstRow * Shape.Columns, bytes);

    public bool TryMapRows(long firstRow, int rowCount, out ReadOnlySpan<byte> bytes) =>
        column.TryMapRows(firstRow * Shape.Columns, checked((int)(rowCount * Shape.Columns)), out bytes);
}
