namespace Ingot.Inference.Decoder;

/// <summary>The weights of one decoder layer. Norms and blocks a family does not have are null.</summary>
internal sealed class DecoderLayer
{
    /// <summary>Before attention; in a parallel block before both, unless another stands before one of them.</summary>
    public required Norm? AttentionNorm { get; init; }

    /// <summary>Before attention alone.</summary>
    public required Norm? AttentionOwnNorm { get; init; }

    /// <summary>The block in which positions meet: attention, or what a family has in its place.</summary>
    public required ILayerBlock Mixer { get; init; }

    /// <summary>On what attention adds.</summary>
    public required Norm? AttentionPostNorm { get; init; }

    public required Norm? FeedForwardNorm { get; init; }

    /// <summary>The block that treats each position alone; null where the mixer does it all.</summary>
    public required ILayerBlock? FeedForward { get; init; }

    /// <summary>On what the feed-forward block adds.</summary>
    public required Norm? FeedForwardPostNorm { get; init; }
}
