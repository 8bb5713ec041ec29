using Ingot.Tensors;

namespace Ingot.Models.Transforms;

/// <summary>The n elements of a vector, or of a stack of vectors, seen as <c>[n, 1]</c>, so that what moves rows also moves the elements of a bias.</summary>
/// <remarks>The elements are read once and kept: biases are small, and element by element they would be as many reads.</remarks>
internal sealed class VectorAsColumn : IWeight, ITransformedWeight
{
    private readonly IWeight vector;
    private readonly Lazy<byte[]> bytes;

    public VectorAsColumn(IWeight vector)
    {
        this.vector = vector;
        if (vector.StoredType.IsQuantized)
        {
            throw new IngotException(
                new FileLocation(vector.Name),
                $"A vector stored in blocks ({vector.StoredType}) cannot be reordered.",
                "Convert from a checkpoint that keeps its biases as plain numbers.");
        }

        bytes = new(() =>
        {
            byte[] content = new byte[checked((int)vector.StoredType.ByteCount(vector.Shape))];
            vector.ReadRows(0, content);
            return content;
        });
    }

    public string Name => vector.Name;

    public TensorShape Shape => new(vector.Shape.ElementCount, 1);

    public TensorType StoredType => vector.StoredType;

    public TensorType PlainType => vector.PlainType;

    public bool IsPacked => vector.IsPacked;

    public IEnumerable<string> Transforms => WeightTransforms.Of(vector);

    public void DecodeRows(long firstRow, Span<float> weights) => StoredType.Decode(Slice(firstRow, weights.Length), weights);

    public void ReadRows(long firstRow, Span<byte> bytes) => Slice(firstRow, bytes.Length / StoredType.BytesPerBlock).CopyTo(bytes);

    public bool TryMapRows(long firstRow, int rowCount, out ReadOnlySpan<byte> bytes)
    {
        bytes = Slice(firstRow, rowCount);
        return true;
    }

    private ReadOnlySpan<byte> Slice(long first, int count) =>
        bytes.Value.AsSpan(checked((int)(first * StoredType.BytesPerBlock)), checked(count * StoredType.BytesPerBlock));
}
