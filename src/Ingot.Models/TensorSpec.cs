using Ingot.Models.Transforms;
using Ingot.Tensors;

namespace Ingot.Models;

/// <summary>One tensor of a family, or one in each layer.</summary>
/// <param name="NamePattern">Its name, with <c>{layer}</c> where the layer's number stands.</param>
/// <param name="Role">What it does.</param>
public sealed record TensorSpec(string NamePattern, TensorRole Role)
{
    /// <summary>Where the layer's number stands in a pattern.</summary>
    public const string LayerPlaceholder = "{layer}";

    /// <summary>The roles whose rows it packs together; null when it holds one.</summary>
    public RowPacking? Packing { get; init; }

    /// <summary>What is done to the stored tensor before it is what its role means, and split; null when nothing is.</summary>
    public WeightTransform? Transform { get; init; }

    /// <summary>The role that stands in when the tensor is absent; null when none can.</summary>
    public TensorRole? TiedTo { get; init; }

    /// <summary>Whether a model may lack it, or has its roles in another tensor.</summary>
    public bool Optional { get; init; }

    /// <summary>Whether there is one in each layer.</summary>
    public bool IsPerLayer => NamePattern.Contains(LayerPlaceholder, StringComparison.Ordinal);

    /// <summary>The roles it holds: its own, or those it packs.</summary>
    public IReadOnlyList<TensorRole> Roles => Packing is null ? [Role] : Packing.Parts;

    /// <summary>Its name in a layer.</summary>
    /// <param name="layer">The layer; not looked at when there is only one such tensor.</param>
    public string NameIn(int layer) => NamePattern.Replace(LayerPlaceholder, $"{layer}", StringComparison.Ordinal);

    /// <summary>Its shape, as it is stored, in a model of these numbers.</summary>
    public TensorShape ShapeIn(Hyperparameters hyperparameters)
    {
        TensorShape meant = Packing is null ? RoleShapes.Of(Role, hyperparameters) : Packing.ShapeIn(hyperparameters);
        return Transform is null ? meant : Transform.Inverse.ShapeOf(meant);
    }
}
