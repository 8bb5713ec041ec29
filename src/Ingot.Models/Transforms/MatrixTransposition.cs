using Ingot.Tensors;

namespace Ingot.Models.Transforms;

/// <summary>Swaps rows and columns of a matrix, or of every matrix of a stack.</summary>
public sealed record MatrixTransposition : WeightTransform
{
    /// <inheritdoc/>
    public override string Description => "rows and columns swapped";

    /// <inheritdoc/>
    public override WeightTransform Inverse => this;

    /// <inheritdoc/>
    public override TensorShape ShapeOf(TensorShape source) =>
        source.Rank >= 2 ? new([.. source.Dimensions[..^2], source.Dimensions[^1], source.Dimensions[^2]]) : source;

    /// <inheritdoc/>
    public override IWeight Apply(IWeight source)
    {
        ArgumentNullException.ThrowIfNull(source);
        return source.Shape.Rank >= 2 ? new TransposedWeight(source, ShapeOf(source.Shape), Description) : source;
    }
}
