using System.Diagnostics;
using Ingot.Tensors;
using static Ingot.Models.TensorRole;

namespace Ingot.Models;

/// <summary>The shape each role has in a model of given numbers.</summary>
public static class RoleShapes
{
    /// <summary>The shape of a role, outermost dimension first.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The role packs others: only its packing knows its shape.</exception>
    public static TensorShape Of(TensorRole role, Hyperparameters hyperparameters)
    {
        ArgumentNullException.ThrowIfNull(hyperparameters);
        long embedding = hyperparameters.EmbeddingLength;
        long queries = (long)hyperparameters.HeadCount * hyperparameters.HeadLength;
        long keys = (long)hyperparameters.KeyValueHeadCount * hyperparameters.HeadLength;
        return role switch
        {
            TokenEmbedding or Output => new(hyperparameters.VocabularySize, embedding),
            OutputNorm or AttentionNorm or FeedForwardNorm or AttentionOutputBias => new(embedding),
            AttentionQuery => new(queries, embedding),
            AttentionQueryBias => new(queries),
            AttentionKey or AttentionValue => new(keys, embedding),
            AttentionKeyBias or AttentionValueBias => new(keys),
            AttentionQueryNorm or AttentionKeyNorm => new(hyperparameters.HeadLength),
            AttentionOutput => new(embedding, queries),
            FeedForwardGate or FeedForwardUp => new(hyperparameters.FeedForwardLength, embedding),
            FeedForwardDown => new(embedding, hyperparameters.FeedForwardLength),
            RopeFrequencies => new(hyperparameters.HeadLength / 2),
            AttentionQkv => throw new ArgumentOutOfRangeException(nameof(role), role, "The packing of a tensor gives its shape."),
            _ => throw new UnreachableException($"{role} has no shape."),
        };
    }

    /// <summary>Rows that a packing arranges: those of a matrix, the elements of a vector.</summary>
    internal static long PackableRows(TensorRole role, Hyperparameters hyperparameters) => Of(role, hyperparameters)[0];
}
