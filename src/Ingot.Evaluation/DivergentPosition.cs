namespace Ingot.Evaluation;

/// <summary>A position where two models predict very different things.</summary>
/// <param name="TokenIndex">Which token of the whole text was to be predicted.</param>
/// <param name="Divergence">In nats.</param>
/// <param name="ReferenceProbability">What the reference gave that token.</param>
/// <param name="CandidateProbability">What the candidate gave it.</param>
public readonly record struct DivergentPosition(int TokenIndex, double Divergence, double ReferenceProbability, double CandidateProbability);
