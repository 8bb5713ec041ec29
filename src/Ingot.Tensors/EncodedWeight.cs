namespace Ingot.Tensors;

/// <summary>A weight in memory, in any type that holds weights.</summary>
public sealed class EncodedWeight : IWeight
{
    private readonly byte[] bytes;
    private readonly int rowBytes;

    private EncodedWeight(string name, TensorShape shape, TensorType type, byte[] bytes)
    {
        (Name, Shape, StoredType, this.bytes) = (name, shape, type, bytes);
        rowBytes = checked((int)type.RowBytes(shape.Columns));
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public TensorShape Shape { get; }

    /// <inheritdoc/>
    public TensorType StoredType { get; }

    /// <summary>Encodes numbers.</summary>
    /// <param name="name">For messages.</param>
    /// <param name="shape">Dimensions, outermost first.</param>
    /// <param name="type">The type to encode in; rounds to the nearest value it has, choosing scales by itself.</param>
    /// <param name="weights">All of them, row by row.</param>
    /// <exception cref="ArgumentException">The numbers are not as many as the shape says, or the type holds no weights of such rows.</exception>
    public static EncodedWeight Encode(string name, TensorShape shape, TensorType type, ReadOnlySpan<float> weights)
    {
        ArgumentNullException.ThrowIfNull(type);
        if (weights.Length != shape.ElementCount)
            throw new ArgumentException($"{weights.Length:N0} numbers for a shape of {shape}.", nameof(weights));
        if (!type.HoldsWeights || shape.Columns % type.WeightsPerBlock != 0)
            throw new ArgumentException($"{type} holds no rows of {shape.Columns} weights.", nameof(type));
        byte[] bytes = new byte[type.ByteCount(shape)];
        int columns = checked((int)shape.Columns), rowBytes = checked((int)type.RowBytes(columns));
        for (int row = 0; row < shape.Rows; row++)
            type.Encode(weights.Slice(row * columns, columns), default, bytes.AsSpan(row * rowBytes, rowBytes));
        return new(name, shape, type, bytes);
    }

    /// <summary>Encodes another weight's numbers in a type.</summary>
    /// <param name="source">Read row by row: nothing else is kept of it.</param>
    /// <param name="type">The type to encode in.</param>
    /// <exception cref="ArgumentException">The type holds no weights of such rows.</exception>
    public static EncodedWeight Encode(IWeight source, TensorType type)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(type);
        if (!type.HoldsWeights || source.Shape.Columns % type.WeightsPerBlock != 0)
            throw new ArgumentException($"{type} holds no rows of {source.Shape.Columns} weights.", nameof(type));
        byte[] bytes = new byte[type.ByteCount(source.Shape)];
        float[] row = new float[source.Shape.Columns];
        int rowBytes = checked((int)type.RowBytes(row.Length));
        for (int i = 0; i < source.Shape.Rows; i++)
        {
            source.DecodeRows(i, row);
            type.Encode(row, default, bytes.AsSpan(i * rowBytes, rowBytes));
        }

        return new(source.Name, source.Shape, type, bytes);
    }

    /// <inheritdoc/>
    public void DecodeRows(long firstRow, Span<float> weights) =>
        StoredType.Decode(Rows(firstRow, checked((int)(weights.Length / Math.Max(1, Shape.Columns)))), weights);

    /// <inheritdoc/>
    public void ReadRows(long firstRow, Span<byte> bytes) => Rows(firstRow, bytes.Length / rowBytes).CopyTo(bytes);

    /// <inheritdoc/>
    public bool TryMapRows(long firstRow, int rowCount, out ReadOnlySpan<byte> bytes)
    {
        bytes = Rows(firstRow, rowCount);
        return true;
    }

    private ReadOnlySpan<byte> Rows(long first, int count) => bytes.AsSpan(checked((int)(first * rowBytes)), checked(count * rowBytes));
}
