namespace Ingot.Inference.Decoder;

/// <summary>The weights of one decoder block. Norms and layers a family does not have are null.</summary>
internal sealed class DecoderLayer
{
    /// <summary>Before attention; in a parallel block before both, unless another stands before one of them.</summary>
    public required Norm? AttentionNorm { get; init; }

    /// <summary>Before attention alone.</summary>
    public required Norm? AttentionOwnNorm { get; init; }

    public required Linear Query { get; init; }

    public required Linear Key { get; init; }

    public required Linear Value { get; init; }

    public required HeadNorms? QueryNorm { get; init; }

    public required HeadNorms? KeyNorm { get; init; }

    public required Linear AttentionOutput { get; init; }

    /// <summary>On what attention adds.</summary>
    public required Norm? AttentionPostNorm { get; init; }

    public required Norm? FeedForwardNorm { get; init; }

    /// <summary>Null where the nonlinearity applies to the up projection itself.</summary>
    public required Linear? Gate { get; init; }

    public required Linear Up { get; init; }

    public required Linear Down { get; init; }

    /// <summary>On what the feed-forward block adds.</summary>
    public required Norm? FeedForwardPostNorm { get; init; }
}
