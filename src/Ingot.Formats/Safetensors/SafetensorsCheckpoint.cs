using Ingot.Formats.HuggingFace;
using Ingot.Tensors;

namespace Ingot.Formats.Safetensors;

/// <summary>The weights of a Hugging Face folder: one safetensors file, or shards with an index.</summary>
public sealed class SafetensorsCheckpoint : TensorContainer
{
    private SafetensorsCheckpoint(string folder, IReadOnlyList<MappedFile> files, IReadOnlyList<TensorInfo> tensors)
        : base(files, tensors) => Folder = folder;

    /// <summary>The folder.</summary>
    public string Folder { get; }

    /// <summary>Whether a folder has safetensors under the published names.</summary>
    public static bool IsIn(string folder) =>
        File.Exists(Path.Combine(folder, "model.safetensors")) || File.Exists(Path.Combine(folder, "model.safetensors.index.json"));

    /// <summary>Opens <c>model.safetensors</c>, or else the shards that <c>model.safetensors.index.json</c> lists.</summary>
    /// <exception cref="CheckpointException">There are no weights, a shard is missing or damaged, or index and shards disagree.</exception>
    public static SafetensorsCheckpoint Open(string folder)
    {
        string single = Path.Combine(folder, "model.safetensors");
        string index = Path.Combine(folder, "model.safetensors.index.json");
        if (File.Exists(single))
            return Open(folder, [single], null);
        if (!File.Exists(index))
        {
            throw new CheckpointException(
                new(folder),
                "The folder has neither model.safetensors nor model.safetensors.index.json.",
                "Check the path, or download the weights into the folder.");
        }

        ShardIndex shards = ShardIndex.Read(index);
        return Open(folder, shards.Paths(folder), shards);
    }

    private static SafetensorsCheckpoint Open(string folder, IReadOnlyList<string> paths, ShardIndex? index)
    {
        List<MappedFile> files = [];
        try
        {
            List<TensorInfo> tensors = [];
            foreach (string path in paths)
            {
                files.Add(MappedFile.Open(path));
                tensors.AddRange(SafetensorsHeader.Read(files[^1]).Tensors);
            }

            index?.CheckAgreement(tensors);
            return new(folder, files, tensors);
        }
        catch
        {
            files.ForEach(file => file.Dispose());
            throw;
        }
    }
}
