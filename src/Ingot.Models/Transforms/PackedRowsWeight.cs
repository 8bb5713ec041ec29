using System.Runtime.InteropServices;
using Ingot.Tensors;

namespace Ingot.Models.Transforms;

/// <summary>Several weights packed into one as a family stores them: the inverse of splitting.</summary>
/// <remarks>Parts stored alike stay as they are stored; parts of different types are given as F32.</remarks>
public sealed class PackedRowsWeight : IWeight, ITransformedWeight
{
    private readonly IWeight[] parts;
    private readonly StridedRows[] places;
    private readonly bool sameType;

    private PackedRowsWeight(string name, IWeight[] parts, StridedRows[] places, TensorShape shape)
    {
        Name = name;
        this.parts = parts;
        this.places = places;
        sameType = parts.All(part => part.StoredType == parts[0].StoredType);
        Shape = shape;
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public TensorShape Shape { get; }

    /// <inheritdoc/>
    public TensorType StoredType => sameType ? parts[0].StoredType : TensorTypes.F32;

    /// <inheritdoc/>
    public TensorType PlainType => parts.All(part => part.PlainType == parts[0].PlainType) ? parts[0].PlainType : StoredType;

    /// <inheritdoc/>
    public bool IsPacked => parts.Any(part => part.IsPacked);

    IEnumerable<string> ITransformedWeight.Transforms =>
        [.. parts.SelectMany(WeightTransforms.Of), $"packed: {string.Join(", ", places.Select(place => place.Description))}"];

    /// <summary>Packs matrices by rows, or vectors by elements.</summary>
    /// <param name="name">The name of the packed tensor.</param>
    /// <param name="packing">The order of the rows.</param>
    /// <param name="hyperparameters">The numbers of the model.</param>
    /// <param name="parts">The parts in the packing's order.</param>
    /// <exception cref="ArgumentException">A part is missing or has another number of rows or columns than the packing expects.</exception>
    public static IWeight Create(string name, RowPacking packing, Hyperparameters hyperparameters, IReadOnlyList<IWeight> parts)
    {
        ArgumentNullException.ThrowIfNull(packing);
        ArgumentNullException.ThrowIfNull(parts);
        if (parts.Count != packing.Parts.Count)
            throw new ArgumentException($"{name} packs {packing.Parts.Count} parts, not {parts.Count}.", nameof(parts));
        StridedRows[] places = [.. packing.Parts.Select(role => packing.RowsOf(role, hyperparameters))];
        bool areVectors = parts[0].Shape.Rank == 1 || places[0].RowCount > parts[0].Shape.Rows;
        IWeight[] rows = [.. parts.Select(part => areVectors ? new VectorAsColumn(part) : part)];
        TensorShape shape = packing.ShapeIn(hyperparameters);
        for (int i = 0; i < rows.Length; i++)
        {
            if (rows[i].Shape.Rows != places[i].RowCount || rows[i].Shape.Columns != rows[0].Shape.Columns)
                throw new ArgumentException($"{rows[i].Name} {rows[i].Shape} does not fit into {name}: {places[i].Description}.", nameof(parts));
        }

        return areVectors
            ? new ColumnAsVector(new PackedRowsWeight(name, rows, places, new(places[0].SourceRowCount, 1)), shape)
            : new PackedRowsWeight(name, rows, places, shape);
    }

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

    private (IWeight Part, long Row, long Run) Locate(long row)
    {
        long cycle = row / places[0].StrideRows;
        long within = row % places[0].StrideRows;
        int index = Array.FindLastIndex(places, place => place.FirstRow <= within);
        long offset = within - places[index].FirstRow;
        return (parts[index], (cycle * places[index].RunRows) + offset, places[index].RunRows - offset);
    }
}
