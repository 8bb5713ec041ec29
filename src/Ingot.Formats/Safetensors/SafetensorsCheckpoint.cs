using Ingot.Tensors;

namespace Ingot.Formats.Safetensors;

/// <summary>The weights of a Hugging Face folder: one safetensors file, or shards with an index.</summary>
public sealed class SafetensorsCheckpoint : TensorContainer
{
    private SafetensorsCheckpoint(string folder, IReadOnlyList<MappedFile> files, IReadOnlyList<TensorInfo> tensors)
        : base(files, tensors) => Folder = folder;

    /// <summary>The folder.</summary>
    public string Folder { get; }

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
                "Check the path; if the weights are PyTorch .bin files, save them as safetensors first.");
        }

        SafetensorsIndex shards = SafetensorsIndex.Read(index);
        string[] names = [.. shards.Shards.Values.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        foreach (string name in names)
        {
            if (!File.Exists(Path.Combine(folder, name)))
            {
                throw new CheckpointException(
                    new(Path.Combine(folder, name)),
                    $"The index names this file for {shards.Shards.Count(entry => entry.Value == name):N0} tensors, but it is not there.",
                    "Download the missing file into the folder.");
            }
        }

        return Open(folder, [.. names.Select(name => Path.Combine(folder, name))], shards);
    }

    private static SafetensorsCheckpoint Open(string folder, string[] paths, SafetensorsIndex? index)
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
                CheckAgreement(index, tensors);
            return new(folder, files, tensors);
        }
        catch
        {
            files.ForEach(file => file.Dispose());
            throw;
        }
    }

    private static void CheckAgreement(SafetensorsIndex index, List<TensorInfo> tensors)
    {
        const string remedy = "Index and shards come from different versions of the checkpoint: download all of them again.";
        Dictionary<string, TensorInfo> seen = new(StringComparer.Ordinal);
        foreach (TensorInfo tensor in tensors)
        {
            if (!seen.TryAdd(tensor.Name, tensor))
                throw new CheckpointException(tensor.Location, $"The tensor is also in {Path.GetFileName(seen[tensor.Name].Location.Path)}.", remedy);
        }

        foreach ((string name, string shard) in index.Shards)
        {
            if (!seen.TryGetValue(name, out TensorInfo? tensor) || Path.GetFileName(tensor.Location.Path) != shard)
                throw new CheckpointException(new(index.Path, name), $"The index places the tensor in {shard}, which does not have it.", remedy);
        }

        foreach (TensorInfo tensor in tensors)
        {
            if (!index.Shards.ContainsKey(tensor.Name))
                throw new CheckpointException(tensor.Location, "The tensor is in its shard but not in the index.", remedy);
        }
    }
}
