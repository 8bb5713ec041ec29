using Ingot.Models;
using static Ingot.Models.TensorRole;

namespace Ingot.Inference.Encoder;

/// <summary>The roles of one of the two stacks of an encoder-decoder.</summary>
/// <param name="Norm">Before attention.</param>
/// <param name="Attention">Query, key, value and output projection.</param>
/// <param name="RelativeBias">What scores gain for distances.</param>
/// <param name="CrossNorm">Before the attention to the other text.</param>
/// <param name="Cross">Its projections; null in the stack that has none.</param>
/// <param name="FeedForwardNorm">Before the feed-forward block.</param>
/// <param name="Gate">Its gate projection.</param>
/// <param name="Up">Its up projection.</param>
/// <param name="Down">Its down projection.</param>
internal sealed record EncoderRoles(
    TensorRole Norm, IReadOnlyList<TensorRole> Attention, TensorRole RelativeBias, TensorRole CrossNorm, IReadOnlyList<TensorRole>? Cross,
    TensorRole FeedForwardNorm, TensorRole Gate, TensorRole Up, TensorRole Down)
{
    public static EncoderRoles Encoder { get; } = new(
        EncoderAttentionNorm,
        [EncoderAttentionQuery, EncoderAttentionKey, EncoderAttentionValue, EncoderAttentionOutput],
        EncoderRelativeBias,
        default,
        null,
        EncoderFeedForwardNorm,
        EncoderFeedForwardGate,
        EncoderFeedForwardUp,
        EncoderFeedForwardDown);

    public static EncoderRoles Decoder { get; } = new(
        TensorRole.AttentionNorm,
        [AttentionQuery, AttentionKey, AttentionValue, AttentionOutput],
        TensorRole.RelativeBias,
        CrossAttentionNorm,
        [CrossAttentionQuery, CrossAttentionKey, CrossAttentionValue, CrossAttentionOutput],
        TensorRole.FeedForwardNorm,
        FeedForwardGate,
        FeedForwardUp,
        FeedForwardDown);
}
