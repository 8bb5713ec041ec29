using Ingot.Tensors;

namespace Ingot.Conversion.Planning;

/// <summary>One tensor of an output: where it comes from, what is done to it, how it is stored, where it lies.</summary>
public sealed record PlannedTensor
{
    /// <summary>The name in the output.</summary>
    public required string Name { get; init; }

    /// <summary>The tensor of the source; of a part, the packed tensor.</summary>
    public required string Source { get; init; }

    /// <summary>What is done to its rows, in words; null when they are taken as they are.</summary>
    public string? Transform { get; init; }

    /// <summary>Dimensions, outermost first.</summary>
    public required TensorShape Shape { get; init; }

    /// <summary>How the source stores it.</summary>
    public required TensorType SourceType { get; init; }

    /// <summary>How the output stores it.</summary>
    public required TensorType Type { get; init; }

    /// <summary>Why it has that type, when the file type's plain rule does not say it.</summary>
    public string? Reason { get; init; }

    /// <summary>The type the file type gives it and its rows are no whole blocks of; null when it has the type it should.</summary>
    public TensorType? FallbackFrom { get; init; }

    /// <summary>Which of the output's files holds it.</summary>
    public int FileIndex { get; init; }

    /// <summary>Where its data starts in that file.</summary>
    public long OffsetBytes { get; init; }

    /// <summary>The length of its data.</summary>
    public long ByteCount => Type.ByteCount(Shape);
}
