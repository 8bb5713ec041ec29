using Ingot.Tensors;
using static Ingot.Models.TensorRole;

namespace Ingot.Models.Transforms;

/// <summary>Moves whatever follows the rope layout (query and key rows, biases and norms) from one layout to the other.</summary>
public static class RopeTransform
{
    /// <summary>The permutation a role needs; null when the layouts are the same or the role does not follow them.</summary>
    public static RopePermutation? For(TensorRole role, Hyperparameters hyperparameters, RopeLayout from, RopeLayout to)
    {
        ArgumentNullException.ThrowIfNull(hyperparameters);
        int heads = role switch
        {
            AttentionQuery or AttentionQueryBias => hyperparameters.HeadCount,
            AttentionKey or AttentionKeyBias => hyperparameters.KeyValueHeadCount,
            AttentionQueryNorm or AttentionKeyNorm => 1,
            _ => 0,
        };
        return heads == 0 || from == to ? null : new(heads, hyperparameters.HeadLength, from, to);
    }

    /// <summary>The weight of a role in another layout; the same object when nothing moves.</summary>
    public static IWeight Apply(IWeight weight, TensorRole role, Hyperparameters hyperparameters, RopeLayout from, RopeLayout to) =>
        For(role, hyperparameters, from, to) is { } permutation ? RowMappedWeight.Create(weight, permutation) : weight;
}
