namespace Ingot.Conversion.Verification;

/// <summary>How a result is verified.</summary>
public sealed record VerificationOptions
{
    /// <summary>Threads of the forward passes.</summary>
    public int ThreadCount { get; init; } = Environment.ProcessorCount;

    /// <summary>Tokens of one chunk of the built-in text.</summary>
    public int ContextLength { get; init; } = 256;

    /// <summary>Chunks of the built-in text at most.</summary>
    public int MaxChunks { get; init; } = 4;

    /// <summary>Tokens that both models continue greedily.</summary>
    public int GreedyTokens { get; init; } = 48;
}
