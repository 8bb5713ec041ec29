using Ingot.Tensors;

namespace Ingot.Models.Transforms;

/// <summary>Matrices of the same shape, one tensor each, as one <c>[count, rows, columns]</c>: the experts of a layer.</summary>
public sealed class StackedWeight : PartedWeight, ITransformedWeight
{
    private StackedWeight(IReadOnlyList<IWeight> parts)
        : base(parts, new([parts.Count, .. parts[0].Shape.Dimensions]))
    {
    }

    /// <inheritdoc/>
    public override string Name => Parts[0].Name;

    IEnumerable<string> ITransformedWeight.Transforms => [.. WeightTransforms.Of(Parts[0]), $"{Parts.Count} experts stacked"];

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
    protected override (IWeight Part, long Row, long Run) Locate(long row)
    {
        long rowsPerPart = Parts[0].Shape.Rows;
        return (Parts[(int)(row / rowsPerPart)], row % rowsPerPart, rowsPerPart - (row % rowsPerPart));
    }
}
