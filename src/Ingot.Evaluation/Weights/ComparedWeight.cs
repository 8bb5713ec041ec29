using Ingot.Models;

namespace Ingot.Evaluation.Weights;

/// <summary>One logical weight of two models.</summary>
/// <param name="Role">What it does.</param>
/// <param name="Layer">Its layer; -1 outside the layers.</param>
/// <param name="ReferenceName">What the reference calls the tensor it comes from; null when it has none.</param>
/// <param name="CandidateName">What the candidate calls it; null when it has none.</param>
/// <param name="Verdict">What one is to the other.</param>
/// <param name="Error">How far apart they are; null where they cannot be held against each other.</param>
public sealed record ComparedWeight(
    TensorRole Role, int Layer, string? ReferenceName, string? CandidateName, WeightVerdict Verdict, TensorErrorResult? Error)
{
    /// <summary>Whether it has more than one row: norms and biases have one.</summary>
    public bool IsMatrix { get; init; }

    /// <summary>Bits per weight in the candidate; null where it is missing or packed codes are computed from.</summary>
    public double? CandidateBits { get; init; }

    /// <summary>Whether either model rounds what the weight is multiplied by, as it does for quantized types.</summary>
    public bool RoundsActivations { get; init; }

    /// <summary>Whether nothing but layout sets the two apart.</summary>
    public bool IsSame => Verdict is WeightVerdict.Equal or WeightVerdict.EqualWhenMoved;
}
