using System.Runtime.InteropServices;
using Ingot.Tensors;

namespace Ingot.Models.Transforms;

/// <summary>The matrices of a weight with rows and columns swapped.</summary>
/// <remarks>
/// A row needs every row of its source matrix, so the matrix read last is kept whole: a stack is walked one matrix at a time.
/// Blocks do not survive a transposition; a weight stored in blocks is given as F32.
/// </remarks>
internal sealed class TransposedWeight(IWeight source, TensorShape shape, string description) : IWeight, ITransformedWeight
{
    private readonly Lock gate = new();
    private readonly long rowsPerMatrix = shape.Dimensions[^2];
    private (long Index, byte[] Bytes)? latest;

    public string Name => source.Name;

    public TensorShape Shape => shape;

    public TensorType StoredType => source.StoredType.HoldsWeights && !source.StoredType.IsQuantized ? source.StoredType : TensorTypes.F32;

    public TensorType PlainType => source.PlainType;

    public IEnumerable<string> Transforms => [.. WeightTransforms.Of(source), description];

    private int RowBytes => checked((int)StoredType.RowBytes(Shape.Columns));

    public void DecodeRows(long firstRow, Span<float> weights)
    {
        int columns = checked((int)Shape.Columns);
        while (!weights.IsEmpty)
        {
            int rows = (int)Math.Min(rowsPerMatrix - (firstRow % rowsPerMatrix), weights.Length / columns);
            StoredType.Decode(Rows(firstRow, rows), weights[..(rows * columns)]);
            weights = weights[(rows * columns)..];
            firstRow += rows;
        }
    }

    public void ReadRows(long firstRow, Span<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            int rows = (int)Math.Min(rowsPerMatrix - (firstRow % rowsPerMatrix), bytes.Length / RowBytes);
            Rows(firstRow, rows).CopyTo(bytes);
            bytes = bytes[(rows * RowBytes)..];
            firstRow += rows;
        }
    }

    public bool TryMapRows(long firstRow, int rowCount, out ReadOnlySpan<byte> bytes)
    {
        bytes = default;
        return false;
    }

    private ReadOnlySpan<byte> Rows(long firstRow, int rowCount) =>
        Matrix(firstRow / rowsPerMatrix).AsSpan(checked((int)(firstRow % rowsPerMatrix * RowBytes)), checked(rowCount * RowBytes));

    private byte[] Matrix(long index)
    {
        lock (gate)
        {
            if (latest is { } kept && kept.Index == index)
                return kept.Bytes;
            byte[] bytes = Transpose(index);
            latest = (index, bytes);
            return bytes;
        }
    }

    private byte[] Transpose(long index)
    {
        int rows = checked((int)Shape.Columns), columns = checked((int)rowsPerMatrix), size = StoredType.BytesPerBlock;
        byte[] row = new byte[checked(columns * size)], transposed = new byte[checked(rows * columns * size)];
        for (int r = 0; r < rows; r++)
        {
            if (StoredType == source.StoredType)
                source.ReadRows((index * rows) + r, row);
            else
                source.DecodeRows((index * rows) + r, MemoryMarshal.Cast<byte, float>(row.AsSpan()));
            for (int c = 0; c < columns; c++)
                row.AsSpan(c * size, size).CopyTo(transposed.AsSpan(((c * rows) + r) * size));
        }

        return transposed;
    }
}
