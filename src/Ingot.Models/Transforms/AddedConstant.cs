using Ingot.Tensors;

namespace Ingot.Models.Transforms;

/// <summary>Adds the same number to every value: families whose norms multiply by one plus the weight store the weight less one.</summary>
/// <param name="Value">The number.</param>
public sealed record AddedConstant(float Value) : WeightTransform
{
    /// <inheritdoc/>
    public override string Description => Value < 0 ? $"minus {-Value}" : $"plus {Value}";

    /// <inheritdoc/>
    public override WeightTransform Inverse => new AddedConstant(-Value);

    /// <inheritdoc/>
    public override TensorShape ShapeOf(TensorShape source) => source;

    /// <inheritdoc/>
    public override IWeight Apply(IWeight source)
    {
        ArgumentNullException.ThrowIfNull(source);

        // Taking away what was added gives back the stored bytes, which the sum in float32 need not.
        return source is ShiftedWeight shifted && shifted.Constant.Value == -Value ? shifted.Source : new ShiftedWeight(source, this);
    }
}
