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
        long feedForward = hyperparameters.FeedForwardLength;
        long queries = (long)hyperparameters.HeadCount * hyperparameters.HeadLength;
        long keys = (long)hyperparameters.KeyValueHeadCount * hyperparameters.HeadLength;
        return role switch
        {
            TokenEmbedding or Output => new(hyperparameters.VocabularySize, embedding),
            OutputBias => new(hyperparameters.VocabularySize),
            PositionEmbedding => new(hyperparameters.ContextLength, embedding),
            TokenEmbeddingNorm or TokenEmbeddingNormBias or OutputNorm or OutputNormBias or AttentionNorm or AttentionNormBias
                or AttentionOwnNorm or AttentionOwnNormBias or AttentionPostNorm or FeedForwardNorm or FeedForwardNormBias
                or FeedForwardPostNorm or AttentionOutputBias or FeedForwardDownBias => new(embedding),
            AttentionQuery => new(queries, embedding),
            AttentionQueryBias or AttentionQueryRowNorm => new(queries),
            AttentionKey or AttentionValue => new(keys, embedding),
            AttentionKeyBias or AttentionValueBias or AttentionKeyRowNorm => new(keys),
            AttentionQueryNorm or AttentionKeyNorm => new(hyperparameters.HeadLength),
            AttentionQueryHeadNorms => new(hyperparameters.HeadCount, hyperparameters.HeadLength),
            AttentionKeyHeadNorms => new(hyperparameters.KeyValueHeadCount, hyperparameters.HeadLength),
            AttentionOutput => new(embedding, queries),
            FeedForwardGate or FeedForwardUp => new(feedForward, embedding),
            FeedForwardGateBias or FeedForwardUpBias => new(feedForward),
            FeedForwardDown => new(embedding, feedForward),
            RopeFrequencies or RopeLongFactors or RopeShortFactors => new(hyperparameters.RotaryLength / 2),
            AttentionQkv or AttentionQkvBias or FeedForwardGateUp =>
                throw new ArgumentOutOfRangeException(nameof(role), role, "The packing of a tensor gives its shape."),
            _ => throw new UnreachableException($"{role} has no shape."),
        };
    }

    /// <summary>Rows that a packing arranges: those of a matrix, the elements of a vector.</summary>
    internal static long PackableRows(TensorRole role, Hyperparameters hyperparameters) => Of(role, hyperparameters)[0];
}
