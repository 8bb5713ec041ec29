using System.Collections.Immutable;
using Ingot.Quantization.Fitting;

namespace Ingot.Conversion.Planning;

/// <summary>One result of a job: a GGUF, whole or split, or a folder of safetensors.</summary>
public sealed record PlannedOutput
{
    /// <summary>The file type's name, such as <c>Q4_K_M</c>, or the size its types were fitted into.</summary>
    public required string FileType { get; init; }

    /// <summary>The part of the model it is, such as <c>mmproj</c>; null for the language model.</summary>
    public string? Part { get; init; }

    /// <summary>The files with tensors, in order.</summary>
    public required ImmutableArray<PlannedFile> Files { get; init; }

    /// <summary>Every tensor in file order.</summary>
    public required ImmutableArray<PlannedTensor> Tensors { get; init; }

    /// <summary>Paths of the small files beside the tensors (config, tokenizer); empty for GGUF.</summary>
    public ImmutableArray<string> Companions { get; init; } = [];

    /// <summary>How types were chosen to fit a size; null where a file type's mix chose them.</summary>
    public FitReport? Fit { get; init; }

    /// <summary>Bytes of all files with tensors.</summary>
    public long TotalBytes => Files.Sum(file => file.LengthBytes);

    /// <summary>Everything stored for weights, divided by the number of weights.</summary>
    public double BitsPerWeight => 8.0 * Tensors.Sum(tensor => tensor.ByteCount) / Math.Max(1, Tensors.Sum(tensor => tensor.Shape.ElementCount));
}
