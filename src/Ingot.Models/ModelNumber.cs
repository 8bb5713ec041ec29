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
}
