namespace Ingot.Evaluation;

/// <summary>A perplexity.</summary>
/// <param name="Value">The exponential of the mean negative log-likelihood.</param>
/// <param name="StandardError">Of the mean, carried over to <paramref name="Value"/>.</param>
/// <param name="ScoredTokens">Tokens the mean is over.</param>
/// <param name="Running">The value after each chunk.</param>
public sealed record PerplexityResult(double Value, double StandardError, long ScoredTokens, IReadOnlyList<double> Running);
