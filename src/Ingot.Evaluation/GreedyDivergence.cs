namespace Ingot.Evaluation;

/// <summary>The first token two models choose differently.</summary>
/// <param name="Index">How many tokens they had agreed on.</param>
/// <param name="ReferenceTokenId">The reference's choice.</param>
/// <param name="CandidateTokenId">The candidate's choice.</param>
/// <param name="ReferenceMargin">By how much the reference's logit of its own choice exceeds that of the candidate's.</param>
/// <param name="CandidateMargin">By how much the candidate's logit of its own choice exceeds that of the reference's.</param>
/// <param name="ReferenceProbability">What the reference gives its own choice.</param>
/// <param name="CandidateProbability">What the candidate gives its own choice.</param>
public sealed record GreedyDivergence(
    int Index, int ReferenceTokenId, int CandidateTokenId, float ReferenceMargin, float CandidateMargin, double ReferenceProbability, double CandidateProbability);
