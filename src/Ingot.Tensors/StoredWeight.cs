using System.Buffers;

namespace Ingot.Tensors;

/// <summary>A weight that is one tensor of a container, in a type whose rows decode by themselves.</summary>
public sealed class StoredWeight : IWeight
{
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
        int columns = checked((int)Shape.Columns);
        byte[] row = ArrayPool<byte>.Shared.Rent(rowBytes);
        try
        {
            for (int at = 0; at < weights.Length; at += columns, firstRow++)
            {
                Span<byte> bytes = row.AsSpan(0, rowBytes);
                source.Read(tensor, firstRow * rowBytes, bytes);
                StoredType.Decode(bytes, weights.Slice(at, columns));
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(row);
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
