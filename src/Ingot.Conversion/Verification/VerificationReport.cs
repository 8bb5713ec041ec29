using System.Collections.Immutable;

namespace Ingot.Conversion.Verification;

/// <summary>What verification found. It passes only if everything in it does.</summary>
public sealed record VerificationReport
{
    /// <summary>The file or folder verified.</summary>
    public required string Path { get; init; }

    /// <summary>The source compared with; null for none.</summary>
    public required string? Source { get; init; }

    /// <summary>Every tensor.</summary>
    public required ImmutableArray<VerifiedTensor> Tensors { get; init; }

    /// <summary>What the label says and whether the content is that; null when the format has no label.</summary>
    public required LabelCheck? Label { get; init; }

    /// <summary>Both models on the built-in text; null without a source or a tokenizer.</summary>
    public required ModelComparison? Comparison { get; init; }

    /// <summary>Bits per weight over all tensors.</summary>
    public required double BitsPerWeight { get; init; }

    /// <summary>Whether every check passed.</summary>
    public bool Passed => Tensors.All(tensor => tensor.Passed) && Label is not { Passed: false } && Comparison is not { Passed: false };
}
