using Ingot.Tensors;

namespace Ingot.Models.Transforms;

/// <summary>The decay of a state space: checkpoints store <c>log(-A)</c>, GGUF stores <c>A</c>.</summary>
/// <param name="FromLogarithm">Whether <c>-exp(x)</c> is computed, rather than <c>log(-x)</c>.</param>
public sealed record StateDecay(bool FromLogarithm = true) : WeightTransform
{
    /// <inheritdoc/>
    public override string Description => FromLogarithm ? "-exp(x)" : "log(-x)";

    /// <inheritdoc/>
    public override WeightTransform Inverse => new StateDecay(!FromLogarithm);

    /// <inheritdoc/>
    public override TensorShape ShapeOf(TensorShape source) => source;

    /// <inheritdoc/>
    public override IWeight Apply(IWeight source) => new MappedValues(source, Compute, Description);

    private void Compute(Span<float> values)
    {
        foreach (ref float value in values)
            value = FromLogarithm ? -SingleExponential.Of(value) : (float)Math.Log(-value);
    }
}
