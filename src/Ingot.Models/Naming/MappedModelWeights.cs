using Ingot.Models.Transforms;
using Ingot.Tensors;

namespace Ingot.Models.Naming;

/// <summary>The weights of a mapped source by role; what a family packs appears as its parts, what each expert has as one stack.</summary>
public sealed class MappedModelWeights : IModelWeights
{
    private readonly Dictionary<(TensorRole Role, int Layer), IWeight> weights = [];

    /// <summary>Opens every mapped tensor; no data is read.</summary>
    /// <param name="name">The model's name, for messages.</param>
    /// <param name="hyperparameters">The numbers.</param>
    /// <param name="decoder">The wiring, with the rope layout the source has.</param>
    /// <param name="map">The source's tensors with their roles.</param>
    /// <param name="open">The logical weight of a source tensor.</param>
    /// <exception cref="IngotException">A packed tensor cannot be split as it is stored.</exception>
    public MappedModelWeights(
        string name, Hyperparameters hyperparameters, DecoderOptions decoder, TensorMap map, Func<SourceTensor, IWeight> open)
    {
        ArgumentNullException.ThrowIfNull(map);
        ArgumentNullException.ThrowIfNull(open);
        Name = name;
        Hyperparameters = hyperparameters;
        Decoder = decoder;
        foreach (IGrouping<(TensorSpec Spec, int Layer), MappedTensor> place in map.Tensors.GroupBy(tensor => (tensor.Spec, tensor.Layer)))
        {
            TensorSpec spec = place.Key.Spec;
            IWeight[] stored = [.. place.OrderBy(tensor => tensor.Expert).Select(tensor => open(tensor.Source))];
            IWeight whole = spec.IsPerExpert ? StackedWeight.Create(stored) : stored[0];
            whole = spec.Transform?.Apply(whole) ?? whole;
            foreach (TensorRole role in spec.Roles)
            {
                weights[(role, place.Key.Layer)] = spec.Packing is { } packing
                    ? RowMappedWeight.Create(whole, packing.RowsOf(role, hyperparameters), RoleShapes.Of(role, hyperparameters))
                    : whole;
            }
        }
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public Hyperparameters Hyperparameters { get; }

    /// <inheritdoc/>
    public DecoderOptions Decoder { get; }

    /// <inheritdoc/>
    public IWeight? Find(TensorRole role, int layer = -1) => weights.GetValueOrDefault((role, layer));
}
