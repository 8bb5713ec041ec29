using Ingot.Inference.Sampling;

namespace Ingot.Inference.Generation;

/// <summary>How a text is continued.</summary>
public sealed record GenerationOptions
{
    /// <summary>Tokens to generate at most; null for as many as the context holds.</summary>
    public int? MaxTokens
    {
        get;
        init => field = value is null or >= 0 ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "A number of tokens is 0 or more.");
    }

    /// <summary>How each token is chosen.</summary>
    public SamplingOptions Sampling { get; init; } = new();

    /// <summary>Whether to go on after an end token.</summary>
    public bool IgnoreEnd { get; init; }
}
