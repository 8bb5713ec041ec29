using System.Collections.Immutable;

namespace Ingot.Conversion.Comparison;

/// <summary>Both models in several kinds of numbers, each run held against each other one.</summary>
public sealed record PrecisionReport
{
    /// <summary>The runs: A in every kind of numbers, the widest first, then B.</summary>
    public required ImmutableArray<PrecisionRun> Runs { get; init; }

    /// <summary>Every pair of them.</summary>
    public required ImmutableArray<PrecisionPair> Pairs { get; init; }

    /// <summary>The prompts.</summary>
    public required ImmutableArray<string> Prompts { get; init; }

    /// <summary>Tokens of each continuation.</summary>
    public required ImmutableArray<int> TokenCounts { get; init; }

    /// <summary>Positions whose logits were held against each other.</summary>
    public required int Positions { get; init; }

    /// <summary>Of all choices that half precision turned, the one that won most narrowly; null where it turned none.</summary>
    public required TurningPoint? TurningPoint { get; init; }

    /// <summary>Kinds of numbers.</summary>
    public int PolicyCount => Runs.Length / 2;

    /// <summary>Both models in the widest numbers.</summary>
    public PrecisionPair Between => Pair(0, PolicyCount);

    /// <summary>A model in narrower numbers held against itself in the widest.</summary>
    /// <param name="isCandidate">Which model.</param>
    /// <param name="policy">The index of the narrower numbers, from 1.</param>
    public PrecisionPair Own(bool isCandidate, int policy) =>
        isCandidate ? Pair(PolicyCount, PolicyCount + policy) : Pair(0, policy);

    /// <summary>What the numbers say.</summary>
    public PrecisionVerdict Verdict
    {
        get
        {
            IEnumerable<int> policies = Enumerable.Range(0, PolicyCount);
            if (policies.All(policy => Pair(policy, PolicyCount + policy).Drift.Largest == 0))
                return PrecisionVerdict.Same;
            double own = policies.Skip(1).Min(policy => Math.Min(Own(false, policy).Drift.Rms, Own(true, policy).Drift.Rms));
            return Between.Drift.Rms < own ? PrecisionVerdict.Rounding : PrecisionVerdict.Models;
        }
    }

    /// <summary>The pair of two runs, by their indices.</summary>
    public PrecisionPair Pair(int first, int second) => Pairs.First(pair => pair.First == first && pair.Second == second);
}
