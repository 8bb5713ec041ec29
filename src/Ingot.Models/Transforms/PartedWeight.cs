using System.Runtime.InteropServices;
using Ingot.Tensors;

namespace Ingot.Models.Transforms;

/// <summary>A weight whose rows lie in several others.</summary>
/// <remarks>Parts stored alike stay as they are stored; when their types differ all are given as F32.</remarks>
/// <param name="parts">One at least, of rows of the same length.</param>
/// <param name="shape">The shape of the whole.</param>
public abstract class PartedWeight(IReadOnlyList<IWeight> parts, TensorShape shape) : IWeight
{
    private readonly bool sameType = parts.All(part => part.StoredType == parts[0].StoredType);

    /// <inheritdoc/>
    public abstract string Name { get; }

    /// <inheritdoc/>
    public TensorShape Shape => shape;

    /// <inheritdoc/>
    public TensorType StoredType => sameType ? parts[0].StoredType : TensorTypes.F32;

    /// <inheritdoc/>
    public TensorType PlainType => parts.All(part => part.PlainType == parts[0].PlainType) ? parts[0].PlainType : StoredType;

    /// <inheritdoc/>
    public bool IsPacked => parts.Any(part => part.IsPacked);

    /// <summary>The parts, in their order.</summary>
    protected IReadOnlyList<IWeight> Parts => parts;

    /// <inheritdoc/>
    public void DecodeRows(long firstRow, Span<float> weights)
    {
        int columns = checked((int)Shape.Columns);
        while (!weights.IsEmpty)
        {
            (IWeight part, long partRow, long run) = Locate(firstRow);
            int rows = (int)Math.Min(run, weights.Length / columns);
            part.DecodeRows(partRow, weights[..(rows * columns)]);
            weights = weights[(rows * columns)..];
            firstRow += rows;
        }
    }

    /// <inheritdoc/>
    public void ReadRows(long firstRow, Span<byte> bytes)
    {
        if (!sameType)
        {
            DecodeRows(firstRow, MemoryMarshal.Cast<byte, float>(bytes));
            return;
        }

        int rowBytes = checked((int)StoredType.RowBytes(Shape.Columns));
        while (!bytes.IsEmpty)
        {
            (IWeight part, long partRow, long run) = Locate(firstRow);
            int rows = (int)Math.Min(run, bytes.Length / rowBytes);
            part.ReadRows(partRow, bytes[..(rows * rowBytes)]);
            bytes = bytes[(rows * rowBytes)..];
            firstRow += rows;
        }
    }

    /// <inheritdoc/>
    public bool TryMapRows(long firstRow, int rowCount, out ReadOnlySpan<byte> bytes)
    {
        bytes = default;
        (IWeight part, long partRow, long run) = Locate(firstRow);
        return sameType && rowCount <= run && part.TryMapRows(partRow, rowCount, out bytes);
    }

    /// <summary>Where a row of the whole lies: in which part, at which of its rows, and how many rows from there follow one another in both.</summary>
    protected abstract (IWeight Part, long Row, long Run) Locate(long row);
}
