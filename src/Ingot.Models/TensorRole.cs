namespace Ingot.Models;

/// <summary>What a tensor does in a model, whatever a family or a format calls it. The pivot of all renaming.</summary>
public enum TensorRole
{
    /// <summary>Token embeddings, <c>[vocabulary, embedding]</c>.</summary>
    TokenEmbedding,

    /// <summary>Gain of a norm on the embeddings, <c>[embedding]</c>.</summary>
    TokenEmbeddingNorm,

    /// <summary>Bias of that norm.</summary>
    TokenEmbeddingNormBias,

    /// <summary>A trained vector for each position, <c>[context, embedding]</c>.</summary>
    PositionEmbedding,

    /// <summary>Gain of the norm before the head, <c>[embedding]</c>.</summary>
    OutputNorm,

    /// <summary>Bias of that norm.</summary>
    OutputNormBias,

    /// <summary>The head, <c>[vocabulary, embedding]</c>.</summary>
    Output,

    /// <summary>Bias of the head, <c>[vocabulary]</c>.</summary>
    OutputBias,

    /// <summary>Gain of the norm before attention, <c>[embedding]</c>; of a parallel block, the norm before both where there is one.</summary>
    AttentionNorm,

    /// <summary>Bias of that norm.</summary>
    AttentionNormBias,

    /// <summary>Gain of a norm before attention alone, where <see cref="AttentionNorm"/> then stands before the feed-forward block.</summary>
    AttentionOwnNorm,

    /// <summary>Bias of that norm.</summary>
    AttentionOwnNormBias,

    /// <summary>Query, key and value in one tensor; the family's packing says in which order.</summary>
    AttentionQkv,

    /// <summary>Their biases in one tensor.</summary>
    AttentionQkvBias,

    /// <summary>Query projection, <c>[heads * headLength, embedding]</c>.</summary>
    AttentionQuery,

    /// <summary>Bias of the query projection.</summary>
    AttentionQueryBias,

    /// <summary>Gain of the norm on each query head, <c>[headLength]</c>.</summary>
    AttentionQueryNorm,

    /// <summary>Gain of the norm on all query heads together, <c>[heads * headLength]</c>.</summary>
    AttentionQueryRowNorm,

    /// <summary>Gains of the norms on query heads that each have their own, <c>[heads, headLength]</c>.</summary>
    AttentionQueryHeadNorms,

    /// <summary>Key projection, <c>[keyValueHeads * headLength, embedding]</c>.</summary>
    AttentionKey,

    /// <summary>Bias of the key projection.</summary>
    AttentionKeyBias,

    /// <summary>Gain of the norm on each key head, <c>[headLength]</c>.</summary>
    AttentionKeyNorm,

    /// <summary>Gain of the norm on all key heads together, <c>[keyValueHeads * headLength]</c>.</summary>
    AttentionKeyRowNorm,

    /// <summary>Gains of the norms on key heads that each have their own, <c>[keyValueHeads, headLength]</c>.</summary>
    AttentionKeyHeadNorms,

    /// <summary>Value projection, <c>[keyValueHeads * headLength, embedding]</c>.</summary>
    AttentionValue,

    /// <summary>Bias of the value projection.</summary>
    AttentionValueBias,

    /// <summary>Output projection of attention, <c>[embedding, heads * headLength]</c>.</summary>
    AttentionOutput,

    /// <summary>Bias of the output projection.</summary>
    AttentionOutputBias,

    /// <summary>Gain of the norm on what attention adds, <c>[embedding]</c>.</summary>
    AttentionPostNorm,

    /// <summary>Gain of the norm before the feed-forward block, <c>[embedding]</c>.</summary>
    FeedForwardNorm,

    /// <summary>Bias of that norm.</summary>
    FeedForwardNormBias,

    /// <summary>Gate and up projection in one tensor; the family's packing says in which order.</summary>
    FeedForwardGateUp,

    /// <summary>Gate projection, <c>[feedForward, embedding]</c>.</summary>
    FeedForwardGate,

    /// <summary>Bias of the gate projection.</summary>
    FeedForwardGateBias,

    /// <summary>Up projection, <c>[feedForward, embedding]</c>.</summary>
    FeedForwardUp,

    /// <summary>Bias of the up projection.</summary>
    FeedForwardUpBias,

    /// <summary>Down projection, <c>[embedding, feedForward]</c>.</summary>
    FeedForwardDown,

    /// <summary>Bias of the down projection.</summary>
    FeedForwardDownBias,

    /// <summary>Gain of the norm on what the feed-forward block adds, <c>[embedding]</c>.</summary>
    FeedForwardPostNorm,

    /// <summary>Frequency factors some rope scalings need, <c>[rotaryLength / 2]</c>; computed, never trained.</summary>
    RopeFrequencies,

    /// <summary>LongRoPE's frequency factors beyond the trained context, <c>[rotaryLength / 2]</c>; from the configuration.</summary>
    RopeLongFactors,

    /// <summary>LongRoPE's frequency factors within the trained context, <c>[rotaryLength / 2]</c>; from the configuration.</summary>
    RopeShortFactors,
}
