using Ingot.Models.Transforms;
using Ingot.Tensors;

namespace Ingot.Models.Naming;

/// <summary>The weights of a mapped source by role; what a family packs appears as its parts.</summary>
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
        foreach (MappedTensor tensor in map.Tensors)
        {
            IWeight stored = open(tensor.Source);
            IWeight whole = tensor.Spec.Transform?.Apply(stored) ?? stored;
            foreach (TensorRole role in tensor.Spec.Roles)
            {
                weights[(role, tensor.Layer)] = tensor.Spec.Packing is { } packing
                    ? RowMappedWeight.Create(whole, packing.RowsOf(role, hyperparameters))
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
