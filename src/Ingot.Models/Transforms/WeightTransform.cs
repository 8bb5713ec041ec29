using System.Text.Json.Serialization;
using Ingot.Tensors;

namespace Ingot.Models.Transforms;

/// <summary>What lies between a tensor as it is stored and the weight its role means: another order of elements, or other values.</summary>
/// <remarks>Transforms are data: two of the same kind are equal, and each has an inverse.</remarks>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(AddedConstant), "add")]
[JsonDerivedType(typeof(ChannelAxis), "channel_axis")]
[JsonDerivedType(typeof(LeadingAxis), "leading_axis")]
[JsonDerivedType(typeof(MatrixTransposition), "transpose")]
[JsonDerivedType(typeof(StateDecay), "state_decay")]
public abstract record WeightTransform
{
    /// <summary>What it does, for plans and reports.</summary>
    public abstract string Description { get; }

    /// <summary>The transform that undoes this one.</summary>
    public abstract WeightTransform Inverse { get; }

    /// <summary>The shape a weight of that shape gets.</summary>
    public abstract TensorShape ShapeOf(TensorShape source);

    /// <summary>The transformed weight. Nothing is read yet.</summary>
    /// <exception cref="IngotException">The weight is stored in a way that cannot be transformed.</exception>
    public abstract IWeight Apply(IWeight source);
}
