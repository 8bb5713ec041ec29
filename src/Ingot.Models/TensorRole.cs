namespace Ingot.Models;

/// <summary>What a tensor does in a model, whatever a family or a format calls it. The pivot of all renaming.</summary>
public enum TensorRole
{
    /// <summary>Token embeddings, <c>[vocabulary, embedding]</c>.</summary>
    TokenEmbedding,

    /// <summary>Gain of the norm before the head, <c>[embedding]</c>.</summary>
    OutputNorm,

    /// <summary>The head, <c>[vocabulary, embedding]</c>.</summary>
    Output,

    /// <summary>Gain of the norm before attention, <c>[embedding]</c>.</summary>
    AttentionNorm,

    /// <summary>Query, key and value in one tensor; the family's packing says in which order.</summary>
    AttentionQkv,

    /// <summary>Query projection, <c>[heads * headLength, embedding]</c>.</summary>
    AttentionQuery,

    /// <summary>Bias of the query projection.</summary>
    AttentionQueryBias,

    /// <summary>Gain of the norm on each query head, <c>[headLength]</c>.</summary>
    AttentionQueryNorm,

    /// <summary>Key projection, <c>[keyValueHeads * headLength, embedding]</c>.</summary>
    AttentionKey,

    /// <summary>Bias of the key projection.</summary>
    AttentionKeyBias,

    /// <summary>Gain of the norm on each key head, <c>[headLength]</c>.</summary>
    AttentionKeyNorm,

    /// <summary>Value projection, <c>[keyValueHeads * headLength, embedding]</c>.</summary>
    AttentionValue,

    /// <summary>Bias of the value projection.</summary>
    AttentionValueBias,

    /// <summary>Output projection of attention, <c>[embedding, heads * headLength]</c>.</summary>
    AttentionOutput,

    /// <summary>Bias of the output projection.</summary>
    AttentionOutputBias,

    /// <summary>Gain of the norm before the feed-forward block, <c>[embedding]</c>.</summary>
    FeedForwardNorm,

    /// <summary>Gate projection, <c>[feedForward, embedding]</c>.</summary>
    FeedForwardGate,

    /// <summary>Up projection, <c>[feedForward, embedding]</c>.</summary>
    FeedForwardUp,

    /// <summary>Down projection, <c>[embedding, feedForward]</c>.</summary>
    FeedForwardDown,

    /// <summary>Frequency factors some rope scalings need, <c>[headLength / 2]</c>; computed, never trained.</summary>
    RopeFrequencies,
}
