namespace Ingot.Conversion.Verification;

/// <summary>Source and result, both run over the built-in text.</summary>
public sealed record ModelComparison
{
    /// <summary>Positions compared.</summary>
    public required long Positions { get; init; }

    /// <summary>The source's perplexity, as llama-perplexity defines it.</summary>
    public required double SourcePerplexity { get; init; }

    /// <summary>The result's perplexity.</summary>
    public required double ResultPerplexity { get; init; }

    /// <summary>Mean Kullback-Leibler divergence of the result from the source, in nats.</summary>
    public required double MeanDivergence { get; init; }

    /// <summary>What the divergence may be.</summary>
    public required double DivergenceBound { get; init; }

    /// <summary>Share of positions where both find the same token most likely.</summary>
    public required double SameTopShare { get; init; }

    /// <summary>The first greedy token that differs, counted from 0; null when all agree.</summary>
    public required int? FirstDivergentToken { get; init; }

    /// <summary>The source's margin at that token, in logits; null when all agree.</summary>
    public required float? MarginThere { get; init; }

    /// <summary>Greedy tokens compared.</summary>
    public required int GreedyTokens { get; init; }

    /// <summary>Whether the divergence is within its bound.</summary>
    public bool Passed => MeanDivergence <= DivergenceBound;
}
