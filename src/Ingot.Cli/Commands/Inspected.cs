using System.Text.Json;
using Ingot.Checkpoints;
using Ingot.Checkpoints.Gguf;
using Ingot.Checkpoints.HuggingFace;
using Ingot.Formats;
using Ingot.Formats.Gguf;
using Ingot.Formats.HuggingFace;
using Ingot.Tensors;

namespace Ingot.Cli.Commands;

/// <summary>What inspection found at a path: a model, or at least the container of one that Ingot does not understand.</summary>
internal sealed record Inspected : IDisposable
{
    /// <summary>The name of the folder, or of the file without its ending.</summary>
    public required string Name { get; init; }

    /// <summary>What kind of source it is, for people.</summary>
    public required string Kind { get; init; }

    /// <summary>The family as the source names it.</summary>
    public required string Family { get; init; }

    /// <summary>The tensors.</summary>
    public required TensorContainer Container { get; init; }

    /// <summary>The model; null when it is not understood.</summary>
    public Checkpoint? Checkpoint { get; init; }

    /// <summary>Why it is not understood; null when it is.</summary>
    public IngotException? Unknown { get; init; }

    /// <summary>The key-value pairs of a GGUF; null for a folder.</summary>
    public GgufMetadata? Metadata { get; init; }

    /// <summary><c>config.json</c> of a folder; null for a GGUF.</summary>
    public JsonElement? Config { get; init; }

    /// <summary>Opens a path.</summary>
    /// <exception cref="CheckpointException">Not even the container can be read.</exception>
    public static Inspected Open(string path)
    {
        try
        {
            Checkpoint checkpoint = Checkpoint.Open(path);
            return new()
            {
                Name = checkpoint.Name,
                Kind = checkpoint.Kind,
                Family = checkpoint.Architecture.Name,
                Container = checkpoint.Tensors,
                Checkpoint = checkpoint,
                Metadata = (checkpoint as GgufCheckpoint)?.File.Metadata,
                Config = (checkpoint as HuggingFaceCheckpoint)?.Folder.Config,
            };
        }
        catch (CheckpointException reason) when (Path.Exists(path))
        {
            return Directory.Exists(path) ? Folder(path, reason) : File(path, reason);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Container.Dispose();

    private static Inspected Folder(string path, CheckpointException reason)
    {
        CheckpointFolder folder = CheckpointFolder.Open(path);
        return new()
        {
            Name = folder.Name,
            Kind = "Hugging Face folder",
            Family = folder.Config.TryGetProperty("model_type", out JsonElement type) && type.ValueKind == JsonValueKind.String ? type.GetString()! : "no known family",
            Container = FolderTensors.Open(path),
            Unknown = reason,
            Config = folder.Config,
        };
    }

    private static Inspected File(string path, CheckpointException reason)
    {
        if (!System.IO.Path.GetExtension(path).Equals(".gguf", StringComparison.OrdinalIgnoreCase))
            throw reason;
        GgufFile file = GgufFile.Open(path);
        return new()
        {
            Name = System.IO.Path.GetFileNameWithoutExtension(path),
            Kind = $"GGUF v{file.Version}",
            Family = file.Metadata["general.architecture"]?.AsString() ?? "no known family",
            Container = file,
            Unknown = reason,
            Metadata = file.Metadata,
        };
    }
}
