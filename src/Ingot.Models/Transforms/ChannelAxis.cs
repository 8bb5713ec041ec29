using Ingot.Tensors;

namespace Ingot.Models.Transforms;

/// <summary>Drops or adds the middle dimension of a depthwise convolution: <c>[channels, 1, taps]</c> and <c>[channels, taps]</c>.</summary>
/// <param name="Adds">Whether the dimension is added rather than dropped.</param>
public sealed record ChannelAxis(bool Adds = false) : WeightTransform
{
    /// <inheritdoc/>
    public override string Description => Adds ? "channel dimension added" : "channel dimension dropped";

    /// <inheritdoc/>
    public override WeightTransform Inverse => new ChannelAxis(!Adds);

    /// <inheritdoc/>
    public override TensorShape ShapeOf(TensorShape source) => Adds
        ? source.Rank == 2 ? new(source[0], 1, source[1]) : source
        : source.Rank == 3 && source[1] == 1 ? new(source[0], source[2]) : source;

    /// <inheritdoc/>
    public override IWeight Apply(IWeight source)
    {
        ArgumentNullException.ThrowIfNull(source);
        return new ReshapedWeight(source, ShapeOf(source.Shape), Description);
    }
}
