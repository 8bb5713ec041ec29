using Ingot.Tensors;

namespace Ingot.Models.Transforms;

/// <summary>The same rows under other leading dimensions.</summary>
/// <param name="source">The weight.</param>
/// <param name="shape">Has the same columns and as many rows.</param>
/// <param name="description">What was done, for plans; null when it is not worth a word.</param>
internal sealed class ReshapedWeight(IWeight source, TensorShape shape, string? description = null) : IWeight, ITransformedWeight
{
    public string Name => source.Name;

    public TensorShape Shape => shape;

    public TensorType StoredType => source.StoredType;

    public TensorType PlainType => source.PlainType;

    public bool IsPacked => source.IsPacked;

    public IEnumerable<string> Transforms => description is null ? WeightTransforms.Of(source) : [.. WeightTransforms.Of(source), description];

    public void DecodeRows(long firstRow, Span<float> weights) => source.DecodeRows(firstRow, weights);

    public void ReadRows(long firstRow, Span<byte> bytes) => source.ReadRows(firstRow, bytes);

    public bool TryMapRows(long firstRow, int rowCount, out ReadOnlySpan<byte> bytes) => source.TryMapRows(firstRow, rowCount, out bytes);
}
