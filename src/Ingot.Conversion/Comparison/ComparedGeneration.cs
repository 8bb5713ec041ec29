using Ingot.Evaluation;

namespace Ingot.Conversion.Comparison;

/// <summary>One prompt that both models continued greedily.</summary>
/// <param name="Prompt">The prompt.</param>
/// <param name="TokenCount">Tokens asked for.</param>
/// <param name="Divergence">Where the texts part; null when they do not.</param>
/// <param name="ReferenceToken">The text of the reference's choice there; null when they do not part.</param>
/// <param name="CandidateToken">The text of the candidate's choice there.</param>
public sealed record ComparedGeneration(string Prompt, int TokenCount, GreedyDivergence? Divergence, string? ReferenceToken, string? CandidateToken);
