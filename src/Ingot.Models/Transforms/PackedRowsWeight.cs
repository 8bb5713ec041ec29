using Ingot.Tensors;

namespace Ingot.Models.Transforms;

/// <summary>Several weights packed into one as a family stores them: the inverse of splitting.</summary>
public sealed class PackedRowsWeight : PartedWeight, ITransformedWeight
{
    private readonly StridedRows[] places;

    private PackedRowsWeight(string name, IWeight[] parts, StridedRows[] places, TensorShape shape)
        : base(parts, shape)
    {
        Name = name;
        this.places = places;
    }

    /// <inheritdoc/>
    public override string Name { get; }

    IEnumerable<string> ITransformedWeight.Transforms =>
        [.. Parts.SelectMany(WeightTransforms.Of), $"packed: {string.Join(", ", places.Select(place => place.Description))}"];

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
    protected override (IWeight Part, long Row, long Run) Locate(long row)
    {
        long cycle = row / places[0].StrideRows;
        long within = row % places[0].StrideRows;
        int index = Array.FindLastIndex(places, place => place.FirstRow <= within);
        long offset = within - places[index].FirstRow;
        return (Parts[index], (cycle * places[index].RunRows) + offset, places[index].RunRows - offset);
    }
}
