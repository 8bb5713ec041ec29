using Ingot.Tensors;

namespace Ingot.Inference.Tests.Checkpoints;

/// <summary>A weight in memory, or chosen rows of one.</summary>
internal sealed class MemoryWeight(string name, TensorType type, TensorShape shape, byte[] bytes, int[]? rows = null) : IWeight
{
    private readonly int rowBytes = (int)type.RowBytes(shape.Columns);

    /// <summary>Whether rows can be had in place where they are adjacent.</summary>
    public bool IsMapped { get; init; } = true;

    public string Name => name;

    public TensorShape Shape { get; } = rows is null ? shape : new TensorShape(rows.Length, shape.Columns);

    public TensorType StoredType => type;

    public static MemoryWeight Of(string name, TensorType type, long[] shape, ReadOnlySpan<float> values)
    {
        TensorShape dimensions = new(shape);
        byte[] bytes = new byte[type.ByteCount(dimensions)];
        type.Encode(values, default, bytes);
        return new MemoryWeight(name, type, dimensions, bytes);
    }

    public MemoryWeight Rows(int[] chosen) => new(name, type, shape, bytes, chosen) { IsMapped = IsMapped };

    public MemoryWeight Unmapped() => new(name, type, shape, bytes, rows) { IsMapped = false };

    public MemoryWeight AsType(TensorType target)
    {
        float[] values = new float[Shape.ElementCount];
        DecodeRows(0, values);
        byte[] encoded = new byte[target.ByteCount(Shape)];
        target.Encode(values, default, encoded);
        return new MemoryWeight(name, target, Shape, encoded) { IsMapped = IsMapped };
    }

    public void DecodeRows(long firstRow, Span<float> weights)
    {
        byte[] copy = new byte[weights.Length / Shape.Columns * rowBytes];
        ReadRows(firstRow, copy);
        type.Decode(copy, weights);
    }

    public void ReadRows(long firstRow, Span<byte> destination)
    {
        for (int at = 0; at < destination.Length; at += rowBytes, firstRow++)
            bytes.AsSpan(SourceRow(firstRow) * rowBytes, rowBytes).CopyTo(destination[at..]);
    }

    public bool TryMapRows(long firstRow, int rowCount, out ReadOnlySpan<byte> mapped)
    {
        mapped = default;
        for (int i = 0; i < rowCount; i++)
        {
            if (!IsMapped || SourceRow(firstRow + i) != SourceRow(firstRow) + i)
                return false;
        }

        mapped = bytes.AsSpan(SourceRow(firstRow) * rowBytes, rowCount * rowBytes);
        return true;
    }

    private int SourceRow(long row) => rows is null ? (int)row : rows[row];
}
