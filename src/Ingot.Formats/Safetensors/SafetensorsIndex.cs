using System.Text.Json;
using Ingot.Tensors;

namespace Ingot.Formats.Safetensors;

/// <summary>The index of a sharded checkpoint: which file holds which tensor.</summary>
/// <param name="Path">The index file.</param>
/// <param name="Shards">For each tensor the name of its file, a plain name inside the index's folder.</param>
internal sealed record SafetensorsIndex(string Path, IReadOnlyDictionary<string, string> Shards)
{
    private const int MaxBytes = 100_000_000;
    private const string Remedy = "Download the index again, or get the checkpoint from its publisher.";

    /// <summary>Reads and checks an index.</summary>
    /// <exception cref="CheckpointException">It is no index, or names a file outside its folder.</exception>
    public static SafetensorsIndex Read(string path)
    {
        using MappedFile file = MappedFile.Open(path);
        if (file.Length > MaxBytes)
            throw new CheckpointException(new(path), $"The index has {file.Length:N0} bytes; {MaxBytes:N0} are allowed.", Remedy);
        byte[] json = new byte[file.Length];
        file.Read(0, json);
        return UntrustedJson.Parse(new(path), json, maxDepth: 16, root => new SafetensorsIndex(path, Interpret(path, root)));
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
