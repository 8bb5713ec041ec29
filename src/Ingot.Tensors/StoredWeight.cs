using System.Buffers;

namespace Ingot.Tensors;

/// <summary>A weight that is one tensor of a container, in a type whose rows decode by themselves.</summary>
public sealed class StoredWeight : IWeight
{
    // Rows of one read: much less than the cache of a core, many times what a call of the system costs.
    private const int BytesAtOnce = 1 << 17;

    private readonly ITensorSource source;
    private readonly TensorInfo tensor;
    private readonly int rowBytes;

    /// <summary>Wraps a tensor; the source stays the caller's.</summary>
    /// <exception cref="CheckpointException">A row is longer than 2 GB.</exception>
    public StoredWeight(ITensorSource source, TensorInfo tensor)
    {
        this.source = source;
        this.tensor = tensor;
        long bytes = tensor.Type.RowBytes(tensor.Shape.Columns);
        rowBytes = bytes <= Array.MaxLength ? (int)bytes : throw new CheckpointException(
            tensor.Location,
            $"A row has {tensor.Shape.Columns:N0} columns, {bytes:N0} bytes.",
            "No known model has rows over 2 GB: the shape is wrong.");
    }

    /// <summary>The tensor behind this weight.</summary>
    public TensorInfo Tensor => tensor;

    /// <inheritdoc/>
    public string Name => tensor.Name;

    /// <inheritdoc/>
    public TensorShape Shape => tensor.Shape;

    /// <inheritdoc/>
    public TensorType StoredType => tensor.Type;

    /// <inheritdoc/>
    public void DecodeRows(long firstRow, Span<float> weights)
    {
        int columns = checked((int)Shape.Columns), rows = weights.Length / Math.Max(1, columns);
        int rowsAtOnce = Math.Clamp(BytesAtOnce / Math.Max(1, rowBytes), 1, Math.Max(1, rows));
        byte[] stored = ArrayPool<byte>.Shared.Rent(checked(rowsAtOnce * rowBytes));
        try
        {
            for (int row = 0; row < rows; row += rowsAtOnce)
            {
                int count = Math.Min(rowsAtOnce, rows - row);
                Span<byte> bytes = stored.AsSpan(0, count * rowBytes);
                source.Read(tensor, (firstRow + row) * rowBytes, bytes);
                StoredType.Decode(bytes, weights.Slice(row * columns, count * columns));
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(stored);
        }
    }

    /// <inheritdoc/>
    public void ReadRows(long firstRow, Span<byte> bytes) => source.Read(tensor, firstRow * rowBytes, bytes);

    /// <inheritdoc/>
    public bool TryMapRows(long firstRow, int rowCount, out ReadOnlySpan<byte> bytes)
    {
        bytes = default;
        if (!source.IsMappable(tensor))
            return false;
        bytes = source.Map(tensor, firstRow * rowBytes, checked(rowCount * rowBytes));
        return true;
    }
}
