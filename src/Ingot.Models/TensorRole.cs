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

    /// <summary>The router, <c>[experts, embedding]</c>.</summary>
    ExpertRouter,

    /// <summary>Bias of the router, <c>[experts]</c>.</summary>
    ExpertRouterBias,

    /// <summary>Added to the scores when experts are chosen, not to their weights, <c>[experts]</c>.</summary>
    ExpertSelectionBias,

    /// <summary>Gate and up projections of the experts in one tensor; the family's packing says in which order.</summary>
    ExpertGateUp,

    /// <summary>Biases of the same.</summary>
    ExpertGateUpBias,

    /// <summary>Gate projections of the experts, <c>[experts, expertFeedForward, embedding]</c>.</summary>
    ExpertGate,

    /// <summary>Their biases, <c>[experts, expertFeedForward]</c>.</summary>
    ExpertGateBias,

    /// <summary>Up projections of the experts, <c>[experts, expertFeedForward, embedding]</c>.</summary>
    ExpertUp,

    /// <summary>Their biases, <c>[experts, expertFeedForward]</c>.</summary>
    ExpertUpBias,

    /// <summary>Down projections of the experts, <c>[experts, embedding, expertFeedForward]</c>.</summary>
    ExpertDown,

    /// <summary>Their biases, <c>[experts, embedding]</c>.</summary>
    ExpertDownBias,

    /// <summary>What the shared experts' output is weighed by, through a sigmoid, <c>[1, embedding]</c>.</summary>
    SharedExpertRouter,

    /// <summary>Gate and up projection of the shared experts in one tensor; the family's packing says in which order.</summary>
    SharedExpertGateUp,

    /// <summary>Gate projection of the shared experts, <c>[sharedFeedForward, embedding]</c>.</summary>
    SharedExpertGate,

    /// <summary>Up projection of the shared experts, <c>[sharedFeedForward, embedding]</c>.</summary>
    SharedExpertUp,

    /// <summary>Down projection of the shared experts, <c>[embedding, sharedFeedForward]</c>.</summary>
    SharedExpertDown,

    /// <summary>A score each head adds to its softmax for a key that is not there, <c>[heads]</c>.</summary>
    AttentionSinks,

    /// <summary>Latent attention: projection to the queries' vector, <c>[queryRank, embedding]</c>.</summary>
    LatentQueryDown,

    /// <summary>Latent attention: gain of the norm on that vector, <c>[queryRank]</c>.</summary>
    LatentQueryNorm,

    /// <summary>Latent attention: projection to the queries, <c>[heads * keyLength, queryRank]</c>.</summary>
    LatentQueryUp,

    /// <summary>Latent attention: projection from the residual stream to the queries, where no vector stands between, <c>[heads * keyLength, embedding]</c>.</summary>
    LatentQuery,

    /// <summary>Latent attention: projection to the vector of keys and values and to the rotating key, <c>[keyValueRank + ropeLength, embedding]</c>.</summary>
    LatentKeyValueDown,

    /// <summary>Latent attention: gain of the norm on the vector of keys and values, <c>[keyValueRank]</c>.</summary>
    LatentKeyValueNorm,

    /// <summary>Latent attention: projections to keys and values in one tensor.</summary>
    LatentKeyValueUp,

    /// <summary>Latent attention: projection to the keys' plain part, <c>[heads, plainLength, keyValueRank]</c>.</summary>
    LatentKeyUp,

    /// <summary>Latent attention: projection to the values, <c>[heads, valueLength, keyValueRank]</c>.</summary>
    LatentValueUp,

    /// <summary>Latent attention: output projection, <c>[embedding, heads * valueLength]</c>.</summary>
    LatentOutput,

    /// <summary>Short convolution: projection to gate, output gate and input, <c>[3 * embedding, embedding]</c>.</summary>
    ShortConvolutionIn,

    /// <summary>Short convolution: its bias.</summary>
    ShortConvolutionInBias,

    /// <summary>Short convolution: the taps of each channel, oldest first, <c>[embedding, taps]</c>.</summary>
    ShortConvolution,

    /// <summary>Short convolution: its bias.</summary>
    ShortConvolutionBias,

    /// <summary>Short convolution: output projection, <c>[embedding, embedding]</c>.</summary>
    ShortConvolutionOut,

    /// <summary>Short convolution: its bias.</summary>
    ShortConvolutionOutBias,

    /// <summary>State space: projection to input and gate, <c>[2 * inner, embedding]</c>.</summary>
    StateSpaceIn,

    /// <summary>State space: the taps of each channel, oldest first, <c>[inner, taps]</c>.</summary>
    StateSpaceConvolution,

    /// <summary>State space: bias of the convolution, <c>[inner]</c>.</summary>
    StateSpaceConvolutionBias,

    /// <summary>State space: projection to time step, input and output vectors, <c>[timeStepRank + 2 * state, inner]</c>.</summary>
    StateSpaceProjection,

    /// <summary>State space: projection of the time steps, <c>[inner, timeStepRank]</c>.</summary>
    StateSpaceTimeStep,

    /// <summary>State space: bias of the time steps, <c>[inner]</c>.</summary>
    StateSpaceTimeStepBias,

    /// <summary>State space: <c>log(-A)</c>, <c>[inner, state]</c>.</summary>
    StateSpaceDecay,

    /// <summary>State space: what goes past the state, <c>[inner]</c>.</summary>
    StateSpaceSkip,

    /// <summary>State space: output projection, <c>[embedding, inner]</c>.</summary>
    StateSpaceOut,

    /// <summary>Encoders: gain of the norm on attention's output and its input together, <c>[embedding]</c>.</summary>
    AttentionSumNorm,

    /// <summary>Bias of that norm.</summary>
    AttentionSumNormBias,

    /// <summary>Encoders: gain of the norm on the feed-forward block's output and its input together, <c>[embedding]</c>.</summary>
    FeedForwardSumNorm,

    /// <summary>Bias of that norm.</summary>
    FeedForwardSumNormBias,

    /// <summary>A vector for each type of text, <c>[types, embedding]</c>.</summary>
    TokenTypeEmbedding,

    /// <summary>What attention scores gain for distances, <c>[buckets, heads]</c>; of an encoder-decoder, in its decoder.</summary>
    RelativeBias,

    /// <summary>Decoder that looks at another text: gain of the norm before that attention, <c>[embedding]</c>.</summary>
    CrossAttentionNorm,

    /// <summary>Its query projection.</summary>
    CrossAttentionQuery,

    /// <summary>Its key projection.</summary>
    CrossAttentionKey,

    /// <summary>Its value projection.</summary>
    CrossAttentionValue,

    /// <summary>Its output projection.</summary>
    CrossAttentionOutput,

    /// <summary>The encoder of an encoder-decoder: gain of the norm before attention, <c>[embedding]</c>.</summary>
    EncoderAttentionNorm,

    /// <summary>Its query projection.</summary>
    EncoderAttentionQuery,

    /// <summary>Its key projection.</summary>
    EncoderAttentionKey,

    /// <summary>Its value projection.</summary>
    EncoderAttentionValue,

    /// <summary>Its output projection.</summary>
    EncoderAttentionOutput,

    /// <summary>What its attention scores gain for distances, <c>[buckets, heads]</c>.</summary>
    EncoderRelativeBias,

    /// <summary>Gain of the norm before its feed-forward block, <c>[embedding]</c>.</summary>
    EncoderFeedForwardNorm,

    /// <summary>Its gate projection.</summary>
    EncoderFeedForwardGate,

    /// <summary>Its up projection.</summary>
    EncoderFeedForwardUp,

    /// <summary>Its down projection.</summary>
    EncoderFeedForwardDown,

    /// <summary>Gain of the norm after its last layer, <c>[embedding]</c>.</summary>
    EncoderOutputNorm,

    /// <summary>Frequency factors some rope scalings need, <c>[rotaryLength / 2]</c>; computed, never trained.</summary>
    RopeFrequencies,

    /// <summary>LongRoPE's frequency factors beyond the trained context, <c>[rotaryLength / 2]</c>; from the configuration.</summary>
    RopeLongFactors,

    /// <summary>LongRoPE's frequency factors within the trained context, <c>[rotaryLength / 2]</c>; from the configuration.</summary>
    RopeShortFactors,
}
