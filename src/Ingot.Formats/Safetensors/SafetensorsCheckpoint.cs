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

    /// <summary>
    /// Opens <c>model.safetensors</c>, or else the shards that <c>model.safetensors.index.json</c> lists, or else every <c>*.safetensors</c>:
    /// quantizers name their files as they like, and copy the original's index along.
    /// </summary>
    /// <exception cref="CheckpointException">There are no weights, a shard is missing or damaged, or index and shards disagree.</exception>
    public static SafetensorsCheckpoint Open(string folder)
    {
        string single = Path.Combine(folder, "model.safetensors");
        string index = Path.Combine(folder, "model.safetensors.index.json");
        if (File.Exists(single))
            return Open(folder, [single], null);
        string[] all = Directory.Exists(folder) ? [.. Directory.EnumerateFiles(folder, "*.safetensors").Order(StringComparer.Ordinal)] : [];
        if (!File.Exists(index))
        {
            return all.Length > 0 ? Open(folder, all, null) : throw new CheckpointException(
                new(folder),
                "The folder has neither model.safetensors nor model.safetensors.index.json.",
                "Check the path, or download the weights into the folder.");
        }

        ShardIndex shards = ShardIndex.Read(index);
        bool isAnothers = all.Length > 0 && !all.Any(path => shards.Shards.Values.Contains(Path.GetFileName(path)));
        return isAnothers ? Open(folder, all, null) : Open(folder, shards.Paths(folder), shards);
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

            if (index is not null)
                index.CheckAgreement(tensors);
            else
                CheckOnce(tensors);
            return new(folder, files, tensors);
        }
        catch
        {
            files.ForEach(file => file.Dispose());
            throw;
        }
    }

    private static void CheckOnce(List<TensorInfo> tensors)
    {
        Dictionary<string, TensorInfo> seen = new(StringComparer.Ordinal);
        foreach (TensorInfo tensor in tensors)
        {
            if (!seen.TryAdd(tensor.Name, tensor))
            {
                throw new CheckpointException(
                    tensor.Location, $"The tensor is also in {Path.GetFileName(seen[tensor.Name].Location.Path)}.",
                    "Files of different checkpoints lie in one folder: keep those of one.");
            }
        }
    }
}
