namespace Ingot.Evaluation;

/// <summary>How far one model's predictions are from another's over a text.</summary>
public sealed record LogitComparisonResult
{
    /// <summary>Positions compared.</summary>
    public required long Positions { get; init; }

    /// <summary>Mean Kullback-Leibler divergence of the candidate from the reference, in nats.</summary>
    public required double MeanDivergence { get; init; }

    /// <summary>Standard error of that mean.</summary>
    public required double MeanDivergenceError { get; init; }

    /// <summary>Every position's divergence, rising: what the percentiles are taken from.</summary>
    public required IReadOnlyList<double> Divergences { get; init; }

    /// <summary>Every position, in the order of the text.</summary>
    public required IReadOnlyList<DivergentPosition> ByPosition { get; init; }

    /// <summary>Share of positions where both find the same token most likely.</summary>
    public required double SameTopShare { get; init; }

    /// <summary>Largest absolute difference of any two logits; NaN where the reference is a file, which has none.</summary>
    public required double MaxLogitDifference { get; init; }

    /// <summary>Root mean square of the difference between the probabilities the models give the token that follows.</summary>
    public required double ProbabilityDifferenceRms { get; init; }

    /// <summary>Pearson's correlation of the log-probabilities the models give the token that follows; 1 where they do not vary.</summary>
    public required double LogProbabilityCorrelation { get; init; }

    /// <summary>The positions that diverge most, worst first; of equals the earlier.</summary>
    public required IReadOnlyList<DivergentPosition> WorstPositions { get; init; }

    /// <summary>The reference's perplexity over the same positions.</summary>
    public required PerplexityResult ReferencePerplexity { get; init; }

    /// <summary>The candidate's perplexity over the same positions.</summary>
    public required PerplexityResult CandidatePerplexity { get; init; }

    /// <summary>The middle divergence.</summary>
    public double MedianDivergence => Percentile(0.5);

    /// <summary>The largest divergence.</summary>
    public double MaxDivergence => Divergences[^1];

    /// <summary>The divergence that a share of the positions do not exceed, interpolated between neighbours.</summary>
    /// <param name="share">From 0 to 1.</param>
    public double Percentile(double share)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(share);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(share, 1);
        double place = share * (Divergences.Count - 1);
        int below = (int)place, above = Math.Min(below + 1, Divergences.Count - 1);
        return Divergences[below] + (place - below) * (Divergences[above] - Divergences[below]);
    }
}
