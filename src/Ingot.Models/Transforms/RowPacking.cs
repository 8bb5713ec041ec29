using Ingot.Tensors;

namespace Ingot.Models.Transforms;

/// <summary>How one tensor packs the rows of several roles: whole parts in order, or a share of each for every KV head.</summary>
public sealed record RowPacking
{
    private RowPacking(IReadOnlyList<TensorRole> parts, bool perKeyValueHead)
    {
        Parts = parts;
        IsPerKeyValueHead = perKeyValueHead;
    }

    /// <summary>The roles in the order of their rows.</summary>
    public IReadOnlyList<TensorRole> Parts { get; }

    /// <summary>Whether the parts alternate, a share of each for every KV head.</summary>
    public bool IsPerKeyValueHead { get; }

    /// <summary>All rows of the first part, then all of the second, and so on.</summary>
    public static RowPacking InOrder(params TensorRole[] parts) => new(parts, perKeyValueHead: false);

    /// <summary>For every KV head: the rows of the first part that belong to it, those of the second, and so on.</summary>
    public static RowPacking PerKeyValueHead(params TensorRole[] parts) => new(parts, perKeyValueHead: true);

    /// <summary>Where a part's rows lie in the packed tensor.</summary>
    /// <exception cref="ArgumentException">The part is not packed here.</exception>
    public StridedRows RowsOf(TensorRole part, Hyperparameters hyperparameters)
    {
        ArgumentNullException.ThrowIfNull(hyperparameters);
        int cycles = CyclesIn(hyperparameters);
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

    /// <summary>The shape of the packed tensor.</summary>
    public TensorShape ShapeIn(Hyperparameters hyperparameters)
    {
        TensorShape part = RoleShapes.Of(Parts[0], hyperparameters);
        long rows = Parts.Sum(role => RoleShapes.PackableRows(role, hyperparameters));
        return part.Rank == 1 ? new(rows) : new(rows, part.Columns);
    }

    private int CyclesIn(Hyperparameters hyperparameters) => IsPerKeyValueHead ? hyperparameters.KeyValueHeadCount : 1;
}
