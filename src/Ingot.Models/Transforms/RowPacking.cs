using System.Diagnostics;
using System.Text.Json.Serialization;
using Ingot.Tensors;

namespace Ingot.Models.Transforms;

/// <summary>How one tensor packs the rows of several roles: whole parts in order, or a share of each in turns.</summary>
public sealed record RowPacking
{
    /// <summary>A packing as data; the methods below name the usual ones.</summary>
    /// <param name="parts">The roles in the order of their rows.</param>
    /// <param name="cycle">What they take turns for.</param>
    [JsonConstructor]
    public RowPacking(IReadOnlyList<TensorRole> parts, PackingCycle cycle)
    {
        Parts = parts;
        Cycle = cycle;
    }

    /// <summary>The roles in the order of their rows.</summary>
    public IReadOnlyList<TensorRole> Parts { get; init; }

    /// <summary>What the parts take turns for.</summary>
    public PackingCycle Cycle { get; init; }

    /// <summary>All rows of the first part, then all of the second, and so on.</summary>
    public static RowPacking InOrder(params TensorRole[] parts) => new(parts, PackingCycle.Whole);

    /// <summary>For every KV head: the rows of the first part that belong to it, those of the second, and so on.</summary>
    public static RowPacking PerKeyValueHead(params TensorRole[] parts) => new(parts, PackingCycle.KeyValueHead);

    /// <summary>For every query head: the rows of the first part that belong to it, those of the second, and so on.</summary>
    public static RowPacking PerHead(params TensorRole[] parts) => new(parts, PackingCycle.Head);

    /// <summary>For every expert: all of its rows of the first part, then those of the second, and so on.</summary>
    public static RowPacking PerExpert(params TensorRole[] parts) => new(parts, PackingCycle.Expert);

    /// <summary>A row of the first part, one of the second, and so on.</summary>
    public static RowPacking RowByRow(params TensorRole[] parts) => new(parts, PackingCycle.Row);

    /// <summary>Where a part's rows lie in the packed tensor.</summary>
    /// <exception cref="ArgumentException">The part is not packed here.</exception>
    public StridedRows RowsOf(TensorRole part, Hyperparameters hyperparameters)
    {
        ArgumentNullException.ThrowIfNull(hyperparameters);
        long cycles = CyclesIn(hyperparameters);
        long first = -1;
        long stride = 0;
        foreach (TensorRole role in Parts)
        {
            if (role == part)
                first = stride;
            stride += RoleShapes.PackableRows(role, hyperparameters) / cycles;
        }

        return first >= 0
            ? new(part, first, RoleShapes.PackableRows(part, hyperparameters) / cycles, stride, cycles)
            : throw new ArgumentException($"{part} is not among {string.Join(", ", Parts)}.", nameof(part));
    }

    /// <summary>The shape of the packed tensor; that of a stack keeps the stack's dimension.</summary>
    public TensorShape ShapeIn(Hyperparameters hyperparameters)
    {
        TensorShape part = RoleShapes.Of(Parts[0], hyperparameters);
        long rows = Parts.Sum(role => RoleShapes.PackableRows(role, hyperparameters));
        bool packsElements = RoleShapes.PacksElements(Parts[0]);
        if (Cycle is PackingCycle.Expert or PackingCycle.Row && part.Rank > (packsElements ? 1 : 2))
            return packsElements ? new(part[0], rows / part[0]) : new(part[0], rows / part[0], part.Columns);
        return packsElements ? new(rows) : new(rows, part.Columns);
    }

    private long CyclesIn(Hyperparameters hyperparameters) => Cycle switch
    {
        PackingCycle.Whole => 1,
        PackingCycle.KeyValueHead => hyperparameters.KeyValueHeadCount,
        PackingCycle.Head => hyperparameters.HeadCount,
        PackingCycle.Expert => RoleShapes.Of(Parts[0], hyperparameters)[0],
        PackingCycle.Row => RoleShapes.PackableRows(Parts[0], hyperparameters),
        _ => throw new UnreachableException($"{Cycle} is no cycle."),
    };
}
