using Ingot.Tensors;

namespace Ingot.Checkpoints.Storage;

/// <summary>One published way of storing a weight in several raw tensors: which tensors belong together, and what they decode to.</summary>
/// <remarks>A new scheme is its file below this folder and one line in <see cref="StorageSchemes"/>.</remarks>
internal abstract class StorageScheme
{
    /// <summary>Endings that only tensors of such a weight have, and what stands in their place in the weight's plain name.</summary>
    protected abstract IReadOnlyList<(string Ending, string Plain)> Endings { get; }

    /// <summary>The plain name of the weight a raw tensor may belong to; null when the tensor is no sign of this scheme.</summary>
    public virtual string? ParameterOf(TensorInfo tensor)
    {
        foreach ((string ending, string plain) in Endings)
        {
            if (tensor.Name.EndsWith(ending, StringComparison.Ordinal))
                return tensor.Name[..^ending.Length] + plain;
        }

        return null;
    }

    /// <summary>The logical weight; null when the tensors are another scheme's after all.</summary>
    /// <exception cref="CheckpointException">They are this scheme's, and incomplete or contradictory.</exception>
    public abstract PackedWeight? Claim(PackedParameter parameter);
}
