using System.Collections.Immutable;
using Ingot.Evaluation.Precision;

namespace Ingot.Conversion.Comparison;

/// <summary>Two runs held against each other.</summary>
/// <param name="First">The index of one run.</param>
/// <param name="Second">The index of the other, larger.</param>
/// <param name="Drift">How far their logits are apart.</param>
/// <param name="Parts">For each prompt, how many tokens they agree on; null where they never part.</param>
public sealed record PrecisionPair(int First, int Second, LogitDrift Drift, ImmutableArray<int?> Parts);
