using System.Collections.Immutable;
using Ingot.Evaluation;
using Ingot.Evaluation.Layers;
using Ingot.Evaluation.Weights;

namespace Ingot.Conversion.Comparison;

/// <summary>Two models held against each other.</summary>
public sealed record ComparisonReport
{
    /// <summary>The model as it should be.</summary>
    public required string Reference { get; init; }

    /// <summary>The model held against it.</summary>
    public required string Candidate { get; init; }

    /// <summary>Every logical weight.</summary>
    public required ImmutableArray<ComparedWeight> Weights { get; init; }

    /// <summary>Both models over a text; null when neither has a tokenizer or only the weights were asked for.</summary>
    public required LogitComparisonResult? Logits { get; init; }

    /// <summary>Where in that text they diverge most, worst first.</summary>
    public required ImmutableArray<PositionText> WorstPositions { get; init; }

    /// <summary>The text both read, in pieces of whole characters, each with its divergence; as much as a page can show.</summary>
    public ImmutableArray<TextPiece> Text { get; init; } = [];

    /// <summary>The residual streams of both over the first chunk of that text; empty where they were not run or have other layers or widths.</summary>
    public required ImmutableArray<ComparedLayer> Layers { get; init; }

    /// <summary>The prompts they continued.</summary>
    public required ImmutableArray<ComparedGeneration> Generations { get; init; }

    /// <summary>Both in several kinds of numbers; null where that was not asked for or they were not run.</summary>
    public PrecisionReport? Precision { get; init; }

    /// <summary>Whether every weight is the same but for its layout.</summary>
    public bool HasSameWeights => Weights.All(weight => weight.IsSame);

    /// <summary>The first layer that does something its precision does not explain; null when every layer's error is explained.</summary>
    public ComparedLayer? FirstUnexplainedLayer => Layers.FirstOrDefault(layer => layer.StandsOut);

    /// <summary>What the numbers mean together.</summary>
    public Explanation Explanation =>
        Weights.Any(weight => weight.Verdict is WeightVerdict.Missing or WeightVerdict.Extra or WeightVerdict.WrongShape) ? Explanation.OtherModel
        : !HasSameWeights ? Explanation.OtherWeights
        : Logits is { MaxLogitDifference: > 0 } ? Explanation.SameWeightsOtherRounding
        : Explanation.Same;
}
