using Ingot.Tensors;

namespace Ingot.Models.Transforms;

/// <summary>Drops or adds a first dimension of one: <c>[1, n]</c> and <c>[n]</c>.</summary>
/// <param name="Adds">Whether the dimension is added rather than dropped.</param>
public sealed record LeadingAxis(bool Adds = false) : WeightTransform
{
    /// <inheritdoc/>
    public override string Description => Adds ? "leading dimension added" : "leading dimension dropped";

    /// <inheritdoc/>
    public override WeightTransform Inverse => new LeadingAxis(!Adds);

    /// <inheritdoc/>
    public override TensorShape ShapeOf(TensorShape source) => Adds
        ? source.Rank == 1 ? new(1, source[0]) : source
        : source.Rank == 2 && source[0] == 1 ? new(source[1]) : source;

    /// <inheritdoc/>
    public override IWeight Apply(IWeight source)
    {
        ArgumentNullException.ThrowIfNull(source);
        return new ReshapedWeight(source, ShapeOf(source.Shape), Description);
    }
}
