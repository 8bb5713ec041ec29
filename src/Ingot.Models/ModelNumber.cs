namespace Ingot.Models;

/// <summary>A number of a model that a format has a key for. Each is the member of <see cref="Hyperparameters"/> of that name.</summary>
public enum ModelNumber
{
    /// <summary>Rows of the embedding.</summary>
    VocabularySize,

    /// <summary>Transformer blocks.</summary>
    LayerCount,

    /// <summary>Positions the model says it handles.</summary>
    ContextLength,

    /// <summary>Width of the residual stream.</summary>
    EmbeddingLength,

    /// <summary>Width inside the feed-forward block.</summary>
    FeedForwardLength,

    /// <summary>Query heads.</summary>
    HeadCount,

    /// <summary>Key-value heads.</summary>
    KeyValueHeadCount,

    /// <summary>Elements of one head.</summary>
    HeadLength,

    /// <summary>Elements of a head that rotate.</summary>
    RotaryLength,

    /// <summary>Added under the root of a norm.</summary>
    NormEpsilon,

    /// <summary>Base of the rotary frequencies.</summary>
    RopeBase,

    /// <summary>The base in layers with a sliding window.</summary>
    RopeBaseOfSlidingLayers,

    /// <summary>Tokens the model was trained on before its rope was scaled.</summary>
    OriginalContextLength,

    /// <summary>Scale of the cosines and sines of a scaled rope.</summary>
    RopeAttentionFactor,

    /// <summary>Positions attended to.</summary>
    SlidingWindow,

    /// <summary>For each layer whether the window holds.</summary>
    SlidingLayers,

    /// <summary>Whether attention and feed-forward block run side by side.</summary>
    ParallelResidual,

    /// <summary>Multiplies embeddings.</summary>
    EmbeddingScale,

    /// <summary>Multiplies what a block adds.</summary>
    ResidualScale,

    /// <summary>Multiplies or divides the logits.</summary>
    LogitScale,

    /// <summary>Multiplies products of query and key.</summary>
    AttentionScale,

    /// <summary>Bound of the attention scores.</summary>
    AttentionSoftCap,

    /// <summary>Bound of the logits.</summary>
    LogitSoftCap,

    /// <summary>Bound of queries, keys and values.</summary>
    QueryKeyValueClamp,

    /// <summary>Experts of a layer.</summary>
    ExpertCount,

    /// <summary>Experts a token passes through.</summary>
    ExpertUsedCount,

    /// <summary>Width inside one expert.</summary>
    ExpertFeedForwardLength,

    /// <summary>Experts every token passes through.</summary>
    SharedExpertCount,

    /// <summary>Width inside the shared experts.</summary>
    SharedFeedForwardLength,

    /// <summary>Groups of experts.</summary>
    ExpertGroupCount,

    /// <summary>Groups a token may use.</summary>
    ExpertGroupUsedCount,

    /// <summary>How scores are computed, as GGUF numbers it.</summary>
    ExpertRouter,

    /// <summary>Multiplies the weights of experts.</summary>
    ExpertWeightScale,

    /// <summary>That the weights of the chosen experts are divided by their sum.</summary>
    ExpertWeightsNormalized,

    /// <summary>Length of the vector the queries are projected from.</summary>
    LatentQueryRank,

    /// <summary>Length of the vector the keys and values are projected from.</summary>
    LatentKeyValueRank,

    /// <summary>What latent attention caches of a position.</summary>
    LatentKeyLength,

    /// <summary>Elements of a query or key head of latent attention.</summary>
    LatentHeadLength,

    /// <summary>Elements of a value head of latent attention.</summary>
    LatentValueLength,

    /// <summary>How much YaRN scales attention scores by.</summary>
    YarnLogMultiplier,

    /// <summary>Taps of the short convolutions.</summary>
    ShortConvolutionLength,

    /// <summary>Taps of the convolution before a state space.</summary>
    StateConvolutionLength,

    /// <summary>Channels of a state space.</summary>
    StateInnerLength,

    /// <summary>State of a channel.</summary>
    StateLength,

    /// <summary>Length of the vector the time steps are projected from.</summary>
    StateTimeStepRank,

    /// <summary>Whether a state space norms its vectors.</summary>
    StateNormalizesProjections,

    /// <summary>Layers of the decoder of an encoder-decoder.</summary>
    DecoderLayerCount,

    /// <summary>Buckets of distances.</summary>
    RelativeBucketCount,

    /// <summary>Types of text.</summary>
    TokenTypeCount,

    /// <summary>How an encoder's vectors become one, as GGUF numbers it.</summary>
    PoolingType,
}
