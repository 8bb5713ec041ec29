using System.Text.Json;
using Ingot.Tensors;

namespace Ingot.Formats.HuggingFace;

/// <summary>The index of a sharded checkpoint: which file holds which tensor.</summary>
/// <param name="Path">The index file.</param>
/// <param name="Shards">For each tensor the name of its file, a plain name inside the index's folder.</param>
internal sealed record ShardIndex(string Path, IReadOnlyDictionary<string, string> Shards)
{
    private const int MaxBytes = 100_000_000;
    private const string Remedy = "Download the index again, or get the checkpoint from its publisher.";

    /// <summary>Reads and checks an index.</summary>
    /// <exception cref="CheckpointException">It is no index, or names a file outside its folder.</exception>
    public static ShardIndex Read(string path)
    {
        using MappedFile file = MappedFile.Open(path);
        if (file.Length > MaxBytes)
            throw new CheckpointException(new(path), $"The index has {file.Length:N0} bytes; {MaxBytes:N0} are allowed.", Remedy);
        byte[] json = new byte[file.Length];
        file.Read(0, json);
        return UntrustedJson.Parse(new(path), json, maxDepth: 16, root => new ShardIndex(path, Interpret(path, root)));
    }

    /// <summary>The paths of the shards in the order of their names; all of them are there.</summary>
    /// <exception cref="CheckpointException">One is missing.</exception>
    public IReadOnlyList<string> Paths(string folder)
    {
        string[] names = [.. Shards.Values.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        foreach (string name in names)
        {
            if (!File.Exists(System.IO.Path.Combine(folder, name)))
            {
                throw new CheckpointException(
                    new(System.IO.Path.Combine(folder, name)),
                    $"The index names this file for {Shards.Count(entry => entry.Value == name):N0} tensors, but it is not there.",
                    "Download the missing file into the folder.");
            }
        }

        return [.. names.Select(name => System.IO.Path.Combine(folder, name))];
    }

    /// <summary>Checks that every tensor is in one shard, the one that the index names.</summary>
    /// <exception cref="CheckpointException">Index and shards disagree.</exception>
    public void CheckAgreement(IReadOnlyList<TensorInfo> tensors)
    {
        const string remedy = "Index and shards come from different versions of the checkpoint: download all of them again.";
        Dictionary<string, TensorInfo> seen = new(StringComparer.Ordinal);
        foreach (TensorInfo tensor in tensors)
        {
            if (!seen.TryAdd(tensor.Name, tensor))
                throw new CheckpointException(tensor.Location, $"The tensor is also in {System.IO.Path.GetFileName(seen[tensor.Name].Location.Path)}.", remedy);
        }

        foreach ((string name, string shard) in Shards)
        {
            if (!seen.TryGetValue(name, out TensorInfo? tensor) || System.IO.Path.GetFileName(tensor.Location.Path) != shard)
                throw new CheckpointException(new(Path, name), $"The index places the tensor in {shard}, which does not have it.", remedy);
        }

        foreach (TensorInfo tensor in tensors)
        {
            if (!Shards.ContainsKey(tensor.Name))
                throw new CheckpointException(tensor.Location, "The tensor is in its shard but not in the index.", remedy);
        }
    }

    private static Dictionary<string, string> Interpret(string path, JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("weight_map"u8, out JsonElement map) || map.ValueKind != JsonValueKind.Object)
            throw new CheckpointException(new(path, "weight_map"), "The index has no object \"weight_map\".", Remedy);
        Dictionary<string, string> shards = new(StringComparer.Ordinal);
        foreach (JsonProperty property in map.EnumerateObject())
        {
            string? shard = property.Value.ValueKind == JsonValueKind.String ? property.Value.GetString() : null;
            if (shard is null || !FolderName.IsPlain(shard))
            {
                throw new CheckpointException(
                    new(path, property.Name),
                    $"The tensor is said to lie in {property.Value.GetRawText()}, which is no file name inside this folder.",
                    "Do not use this checkpoint unless you trust its publisher: an index has no reason to point elsewhere.");
            }

            shards[property.Name] = shard;
        }

        return shards;
    }
}
