using System.Text.Json;
using Ingot.Models;

namespace Ingot.Conversion.Gguf;

/// <summary>All that a GGUF's metadata is made from. Nothing here opens a file.</summary>
public sealed record GgufMetadataInputs
{
    /// <summary>The family.</summary>
    public required ArchitectureSpec Spec { get; init; }

    /// <summary>The numbers, after every fix chosen: a changed rope scaling is written as changed.</summary>
    public required Hyperparameters Hyperparameters { get; init; }

    /// <summary>The root of config.json.</summary>
    public required JsonElement Config { get; init; }

    /// <summary>The name of the checkpoint's folder, without its path.</summary>
    public required string FolderName { get; init; }

    /// <summary>The text of README.md; null when there is none.</summary>
    public string? ModelCard { get; init; }

    /// <summary>The root of generation_config.json; null when there is none.</summary>
    public JsonElement? GenerationConfig { get; init; }

    /// <summary>A name the user gave; null to find one.</summary>
    public string? ModelName { get; init; }

    /// <summary>Elements of all tensors to be written.</summary>
    public required long ParameterCount { get; init; }

    /// <summary>The size in a word, where the tensors to be written tell it better than their number; null to take that.</summary>
    public string? SizeLabel { get; init; }

    /// <summary>The value of <c>general.file_type</c>: 0 F32, 1 F16, 7 Q8_0, 32 BF16.</summary>
    public required uint FileType { get; init; }

    /// <summary>The vocabulary with its keys.</summary>
    public required GgufVocabulary Vocabulary { get; init; }
}
