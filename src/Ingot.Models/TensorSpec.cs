using Ingot.Models.Transforms;
using Ingot.Tensors;

namespace Ingot.Models;

/// <summary>One tensor of a family, or one in each layer.</summary>
/// <param name="NamePattern">Its name, with <c>{layer}</c> where the layer's number stands, and <c>{expert}</c> where each expert has one.</param>
/// <param name="Role">What it does.</param>
public sealed record TensorSpec(string NamePattern, TensorRole Role)
{
    /// <summary>Where the layer's number stands in a pattern.</summary>
    public const string LayerPlaceholder = "{layer}";

    /// <summary>Where the expert's number stands in a pattern.</summary>
    public const string ExpertPlaceholder = "{expert}";

    /// <summary>The roles whose rows it packs together; null when it holds one.</summary>
    public RowPacking? Packing { get; init; }

    /// <summary>What is done to the stored tensor before it is what its role means, and split; null when nothing is.</summary>
    public WeightTransform? Transform { get; init; }

    /// <summary>The layers that have it.</summary>
    public LayerSet In { get; init; }

    /// <summary>The role that stands in when the tensor is absent; null when none can.</summary>
    public TensorRole? TiedTo { get; init; }

    /// <summary>Whether a model may lack it, or has its roles in another tensor.</summary>
    public bool Optional { get; init; }

    /// <summary>Whether a source may hold its role under several names; the first counts and the others are copies of it.</summary>
    public bool MayRepeat { get; init; }

    /// <summary>Whether the published converter writes it before all tensors that are not.</summary>
    public bool GoesFirst { get; init; }

    /// <summary>The role a model must have for this spelling to be the one that is written; null for any model.</summary>
    public TensorRole? Beside { get; init; }

    /// <summary>Whether there is one in each layer.</summary>
    public bool IsPerLayer => NamePattern.Contains(LayerPlaceholder, StringComparison.Ordinal);

    /// <summary>Whether each expert has one; together they are one weight.</summary>
    public bool IsPerExpert => NamePattern.Contains(ExpertPlaceholder, StringComparison.Ordinal);

    /// <summary>The roles it holds: its own, or those it packs.</summary>
    public IReadOnlyList<TensorRole> Roles => Packing is null ? [Role] : Packing.Parts;

    /// <summary>The layers it is in; -1 alone outside the layers.</summary>
    public IEnumerable<int> LayersIn(Hyperparameters hyperparameters)
    {
        ArgumentNullException.ThrowIfNull(hyperparameters);
        return IsPerLayer ? Enumerable.Range(0, hyperparameters.DeepestLayerCount).Where(layer => hyperparameters.IsIn(In, layer)) : [-1];
    }

    /// <summary>The experts that have one each; -1 alone when it is there for all.</summary>
    public IEnumerable<int> ExpertsIn(Hyperparameters hyperparameters)
    {
        ArgumentNullException.ThrowIfNull(hyperparameters);
        return IsPerExpert ? Enumerable.Range(0, hyperparameters.Experts?.Count ?? 0) : [-1];
    }

    /// <summary>Its name in a layer.</summary>
    /// <param name="layer">The layer; not looked at when there is only one such tensor.</param>
    /// <param name="expert">The expert; not looked at when there is one for all.</param>
    public string NameIn(int layer, int expert = -1) => NamePattern
        .Replace(LayerPlaceholder, $"{layer}", StringComparison.Ordinal)
        .Replace(ExpertPlaceholder, $"{expert}", StringComparison.Ordinal);

    /// <summary>Its shape, as it is stored, in a model of these numbers; of a tensor that each expert has, one expert's.</summary>
    public TensorShape ShapeIn(Hyperparameters hyperparameters)
    {
        TensorShape meant = Packing is null ? RoleShapes.Of(Role, hyperparameters) : Packing.ShapeIn(hyperparameters);
        TensorShape stored = Transform is null ? meant : Transform.Inverse.ShapeOf(meant);
        return IsPerExpert ? new(stored.Dimensions.AsSpan()[1..]) : stored;
    }
}
