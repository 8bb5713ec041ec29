using System.Runtime.InteropServices;
using Ingot.Tensors;

namespace Ingot.Models.Tests;

/// <summary>A weight in memory. Rows are mapped only when asked for.</summary>
internal sealed class MemoryWeight(string name, TensorShape shape, TensorType type, byte[] bytes) : IWeight
{
    private readonly int rowBytes = (int)type.RowBytes(shape.Columns);

    public string Name => name;

    public TensorShape Shape => shape;

    public TensorType StoredType => type;

    /// <summary>Element i is i.</summary>
    public static MemoryWeight Counting(string name, params long[] dimensions)
    {
        TensorShape shape = new(dimensions);
        float[] values = [.. Enumerable.Range(0, (int)shape.ElementCount).Select(i => (float)i)];
        return new(name, shape, TensorTypes.F32, MemoryMarshal.AsBytes<float>(values).ToArray());
    }

    public void DecodeRows(long firstRow, Span<float> weights) =>
        type.Decode(bytes.AsSpan((int)firstRow * rowBytes, (int)(weights.Length / shape.Columns) * rowBytes), weights);

    public void ReadRows(long firstRow, Span<byte> destination) => bytes.AsSpan((int)firstRow * rowBytes, destination.Length).CopyTo(destination);

    public bool TryMapRows(long firstRow, int rowCount, out ReadOnlySpan<byte> mapped)
    {
        mapped = bytes.AsSpan((int)firstRow * rowBytes, rowCount * rowBytes);
        return true;
    }
}
