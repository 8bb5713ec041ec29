namespace Ingot.Evaluation;

/// <summary>How far an evaluation is.</summary>
/// <param name="Done">Chunks, tokens or rows done, as the method says.</param>
/// <param name="Total">Of how many.</param>
/// <param name="Value">The result so far; NaN where there is none.</param>
public readonly record struct EvaluationProgress(long Done, long Total, double Value);
