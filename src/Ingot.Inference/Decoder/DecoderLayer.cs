namespace Ingot.Inference.Decoder;

/// <summary>The weights of one decoder block.</summary>
internal sealed class DecoderLayer
{
    public required float[] AttentionNorm { get; init; }

    public required Linear Query { get; init; }

    public required Linear Key { get; init; }

    public required Linear Value { get; init; }

    /// <summary>Gain of the norm on each query head; null in families without one.</summary>
    public required float[]? QueryNorm { get; init; }

    /// <summary>Gain of the norm on each key head; null in families without one.</summary>
    public required float[]? KeyNorm { get; init; }

    public required Linear AttentionOutput { get; init; }

    public required float[] FeedForwardNorm { get; init; }

    public required Linear Gate { get; init; }

    public required Linear Up { get; init; }

    public required Linear Down { get; init; }
}
