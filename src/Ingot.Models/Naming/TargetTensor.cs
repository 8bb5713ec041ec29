using Ingot.Models.Transforms;
using Ingot.Tensors;

namespace Ingot.Models.Naming;

/// <summary>A tensor to be written: its name there, and from which roles of the model it is made.</summary>
/// <param name="Name">The name in the target.</param>
/// <param name="Spec">What it holds: one role, or several packed.</param>
/// <param name="Layer">Its layer; -1 outside the layers.</param>
/// <param name="Shape">Dimensions, outermost first.</param>
/// <param name="Rope">The rope layout the target wants.</param>
/// <param name="Expert">The expert whose part it holds; -1 when it holds all there is.</param>
public sealed record TargetTensor(string Name, TensorSpec Spec, int Layer, TensorShape Shape, RopeLayout Rope, int Expert = -1)
{
    /// <summary>The role, of a packed tensor the packed one.</summary>
    public TensorRole Role => Spec.Role;

    /// <summary>The weight to write, with every transform applied. Nothing is read yet.</summary>
    /// <exception cref="System.Diagnostics.UnreachableException">The model lacks a role this tensor was planned from.</exception>
    public IWeight Open(IModelWeights model)
    {
        ArgumentNullException.ThrowIfNull(model);
        IWeight[] parts = [.. Spec.Roles.Select(role => RopeTransform.Apply(
            Find(model, role), role, model.Hyperparameters, model.Decoder.Rope, Rope))];
        IWeight whole = Spec.Packing is null ? parts[0] : PackedRowsWeight.Create(Name, Spec.Packing, model.Hyperparameters, parts);
        whole = Spec.Transform?.Inverse.Apply(whole) ?? whole;
        return Expert < 0 ? whole : new StackMember(whole, Expert);
    }

    /// <summary>The transforms between the stored tensors and this one in words, in order; empty when only the name changes.</summary>
    public IReadOnlyList<string> Transforms(IModelWeights model) => WeightTransforms.Of(Open(model));

    private IWeight Find(IModelWeights model, TensorRole role) =>
        model.Find(role, Layer)
        ?? RopeFrequencyFactors.For(role, model.Hyperparameters)
        ?? throw new System.Diagnostics.UnreachableException($"{Name} was planned, but {model.Name} has no {role} in layer {Layer}.");
}
