using System.Collections.Immutable;
using Ingot.Evaluation.Precision;
using Ingot.Inference.Precision;

namespace Ingot.Conversion.Comparison;

/// <summary>One of the two models, run in one kind of numbers.</summary>
/// <param name="IsCandidate">Whether it is B.</param>
/// <param name="Policy">The numbers.</param>
/// <param name="Greedy">Its continuation of each prompt.</param>
public sealed record PrecisionRun(bool IsCandidate, NumericPolicy Policy, ImmutableArray<GreedyTrace> Greedy)
{
    /// <summary>The model and the numbers: "A fp32".</summary>
    public string Label => $"{(IsCandidate ? 'B' : 'A')} {Policy.Name}";
}
