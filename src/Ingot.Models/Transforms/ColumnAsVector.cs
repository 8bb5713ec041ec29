using Ingot.Tensors;

namespace Ingot.Models.Transforms;

/// <summary>A column <c>[n, 1]</c> seen as the vector <c>[n]</c> again: one row of n elements.</summary>
internal sealed class ColumnAsVector(IWeight column) : IWeight, ITransformedWeight
{
    public string Name => column.Name;

    public TensorShape Shape => new(column.Shape.Rows);

    public TensorType StoredType => column.StoredType;

    public TensorType PlainType => column.PlainType;

    public bool IsPacked => column.IsPacked;

    public IEnumerable<string> Transforms => WeightTransforms.Of(column);

    public void DecodeRows(long firstRow, Span<float> weights) => column.DecodeRows(firstRow * Shape.Columns, weights);

    public void ReadRows(long firstRow, Span<byte> bytes) => column.ReadRows(firstRow * Shape.Columns, bytes);

    public bool TryMapRows(long firstRow, int rowCount, out ReadOnlySpan<byte> bytes) =>
        column.TryMapRows(firstRow * Shape.Columns, checked((int)(rowCount * Shape.Columns)), out bytes);
}
