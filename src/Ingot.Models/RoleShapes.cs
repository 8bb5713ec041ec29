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
            AttentionSumNorm or AttentionSumNormBias or FeedForwardSumNorm or FeedForwardSumNormBias or CrossAttentionNorm
                or EncoderAttentionNorm or EncoderFeedForwardNorm or EncoderOutputNorm => new(embedding),
            TokenTypeEmbedding => new(hyperparameters.TokenTypeCount, embedding),
            RelativeBias or EncoderRelativeBias => new(hyperparameters.RelativeBucketCount, hyperparameters.HeadCount),
            CrossAttentionQuery or CrossAttentionKey or CrossAttentionValue
                or EncoderAttentionQuery or EncoderAttentionKey or EncoderAttentionValue => new(queries, embedding),
            CrossAttentionOutput or EncoderAttentionOutput => new(embedding, queries),
            EncoderFeedForwardGate or EncoderFeedForwardUp => new(hyperparameters.FeedForwardLength, embedding),
            EncoderFeedForwardDown => new(embedding, hyperparameters.FeedForwardLength),
            ExpertRouter => new(Experts().Count, embedding),
            ExpertRouterBias or ExpertSelectionBias => new(Experts().Count),
            ExpertGate or ExpertUp => new(Experts().Count, Experts().FeedForwardLength, embedding),
            ExpertGateBias or ExpertUpBias => new(Experts().Count, Experts().FeedForwardLength),
            ExpertDown => new(Experts().Count, embedding, Experts().FeedForwardLength),
            ExpertDownBias => new(Experts().Count, embedding),
            SharedExpertRouter => new(1, embedding),
            SharedExpertGate or SharedExpertUp => new(Experts().SharedFeedForwardLength, embedding),
            SharedExpertDown => new(embedding, Experts().SharedFeedForwardLength),
            AttentionSinks => new(hyperparameters.HeadCount),
            LatentQueryDown => new(Latent().QueryRank ?? 0, embedding),
            LatentQueryNorm => new(Latent().QueryRank ?? 0),
            LatentQuery => new(hyperparameters.HeadCount * (long)Latent().KeyLength, embedding),
            LatentQueryUp => new(hyperparameters.HeadCount * (long)Latent().KeyLength, Latent().QueryRank ?? 0),
            LatentKeyValueDown => new(Latent().KeyValueRank + (long)Latent().RopeLength, embedding),
            LatentKeyValueNorm => new(Latent().KeyValueRank),
            LatentKeyUp => new(hyperparameters.HeadCount, Latent().PlainLength, Latent().KeyValueRank),
            LatentValueUp => new(hyperparameters.HeadCount, Latent().ValueLength, Latent().KeyValueRank),
            LatentOutput => new(embedding, hyperparameters.HeadCount * (long)Latent().ValueLength),
            ShortConvolutionIn => new(3 * embedding, embedding),
            ShortConvolutionInBias => new(3 * embedding),
            ShortConvolution => new(embedding, hyperparameters.ShortConvolutionLength),
            ShortConvolutionBias or ShortConvolutionOutBias => new(embedding),
            ShortConvolutionOut => new(embedding, embedding),
            StateSpaceIn => new(2L * Space().InnerLength, embedding),
            StateSpaceConvolution => new(Space().InnerLength, Space().ConvolutionLength),
            StateSpaceConvolutionBias or StateSpaceTimeStepBias or StateSpaceSkip => new(Space().InnerLength),
            StateSpaceProjection => new(Space().TimeStepRank + 2L * Space().StateLength, Space().InnerLength),
            StateSpaceTimeStep => new(Space().InnerLength, Space().TimeStepRank),
            StateSpaceDecay => new(Space().InnerLength, Space().StateLength),
            StateSpaceOut => new(embedding, Space().InnerLength),
            RopeFrequencies or RopeLongFactors or RopeShortFactors => new(hyperparameters.RotaryLength / 2),
            AttentionQkv or AttentionQkvBias or FeedForwardGateUp or SharedExpertGateUp or ExpertGateUp or ExpertGateUpBias or LatentKeyValueUp =>
                throw new ArgumentOutOfRangeException(nameof(role), role, "The packing of a tensor gives its shape."),
            _ => throw new UnreachableException($"{role} has no shape."),
        };

        ExpertNumbers Experts() => hyperparameters.Experts ?? throw Without("experts");
        LatentNumbers Latent() => hyperparameters.Latent ?? throw Without("latent attention");
        StateSpaceNumbers Space() => hyperparameters.StateSpace ?? throw Without("state spaces");
        UnreachableException Without(string what) => new($"{role} was asked for in a model without {what}.");
    }

    /// <summary>Whether a role is a vector, or a stack of vectors, whose elements stand for the rows of a matrix: a bias.</summary>
    internal static bool PacksElements(TensorRole role) => role is AttentionQueryBias or AttentionKeyBias or AttentionValueBias
        or FeedForwardGateBias or FeedForwardUpBias or ExpertGateBias or ExpertUpBias;

    /// <summary>Rows that a packing arranges: those of a matrix or of a stack of matrices, the elements of biases.</summary>
    internal static long PackableRows(TensorRole role, Hyperparameters hyperparameters)
    {
        TensorShape shape = Of(role, hyperparameters);
        return PacksElements(role) ? shape.ElementCount : shape.Rows;
    }
}
