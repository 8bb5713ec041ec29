using System.Runtime.InteropServices;
using Ingot.Tensors;

namespace Ingot.Models.Transforms;

/// <summary>Matrices of the same shape, one tensor each, as one <c>[count, rows, columns]</c>: the experts of a layer.</summary>
/// <remarks>Matrices stored alike stay as they are stored; when their types differ all are given as F32.</remarks>
public sealed class StackedWeight : IWeight, ITransformedWeight
{
    private readonly IReadOnlyList<IWeight> parts;
    private readonly bool sameType;

    private StackedWeight(IReadOnlyList<IWeight> parts)
    {
        this.parts = parts;
        sameType = parts.All(part => part.StoredType == parts[0].StoredType);
        Shape = new([parts.Count, .. parts[0].Shape.Dimensions]);
    }

    /// <inheritdoc/>
    public string Name => parts[0].Name;

    /// <inheritdoc/>
    public TensorShape Shape { get; }

    /// <inheritdoc/>
    public TensorType StoredType => sameType ? parts[0].StoredType : TensorTypes.F32;

    /// <inheritdoc/>
    public TensorType PlainType => parts.All(part => part.PlainType == parts[0].PlainType) ? parts[0].PlainType : StoredType;

    /// <inheritdoc/>
    public bool IsPacked => parts.Any(part => part.IsPacked);

    IEnumerable<string> ITransformedWeight.Transforms => [.. WeightTransforms.Of(parts[0]), $"{parts.Count} experts stacked"];

    /// <summary>Stacks matrices, or vectors into the rows of one matrix.</summary>
    /// <exception cref="ArgumentException">There is none, or the shapes differ.</exception>
    public static IWeight Create(IReadOnlyList<IWeight> parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        if (parts.Count == 0)
            throw new ArgumentException("A stack has at least one part.", nameof(parts));
        foreach (IWeight part in parts)
        {
            if (part.Shape != parts[0].Shape)
                throw new ArgumentException($"{part.Name} {part.Shape} does not fit on {parts[0].Name} {parts[0].Shape}.", nameof(parts));
        }

        return new StackedWeight(parts);
    }

    /// <inheritdoc/>
    public void DecodeRows(long firstRow, Span<float> weights)
    {
        int columns = checked((int)Shape.Columns);
        while (!weights.IsEmpty)
        {
            (IWeight part, long row, long run) = Locate(firstRow);
            int rows = (int)Math.Min(run, weights.Length / columns);
            part.DecodeRows(row, weights[..(rows * columns)]);
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
            (IWeight part, long row, long run) = Locate(firstRow);
            int rows = (int)Math.Min(run, bytes.Length / rowBytes);
            part.ReadRows(row, bytes[..(rows * rowBytes)]);
            bytes = bytes[(rows * rowBytes)..];
            firstRow += rows;
        }
    }

    /// <inheritdoc/>
    public bool TryMapRows(long firstRow, int rowCount, out ReadOnlySpan<byte> bytes)
    {
        bytes = default;
        (IWeight part, long row, long run) = Locate(firstRow);
        return sameType && rowCount <= run && part.TryMapRows(row, rowCount, out bytes);
    }

    private (IWeight Part, long Row, long Run) Locate(long row)
    {
        long rowsPerPart = parts[0].Shape.Rows;
        return (parts[(int)(row / rowsPerPart)], row % rowsPerPart, rowsPerPart - (row % rowsPerPart));
    }
}
