using System.Collections.Immutable;
using Ingot.Checkpoints.Findings;
using Ingot.Evaluation;
using Ingot.Quantization.Importance;

namespace Ingot.Conversion.Importance;

/// <summary>What calibration gave.</summary>
/// <param name="Matrix">The importance matrix.</param>
/// <param name="Perplexity">Of the text's chunks; null when it was not measured.</param>
/// <param name="Findings">Experts that no token reached.</param>
public sealed record CalibrationResult(ImportanceMatrix Matrix, PerplexityResult? Perplexity, ImmutableArray<Finding> Findings);
