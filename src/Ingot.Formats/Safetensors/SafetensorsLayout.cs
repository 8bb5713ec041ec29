using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Ingot.Tensors;

namespace Ingot.Formats.Safetensors;

/// <summary>Safetensors files laid out before any data exists. Same input, same bytes.</summary>
/// <remarks>Headers are those the reference serializer writes; shards are cut where huggingface_hub cuts them.</remarks>
/// <param name="Files">One file, or shards in order.</param>
/// <param name="IndexJson">The text of the index when there are shards; null for a single file.</param>
/// <param name="IndexFileName">The name of the index when there are shards; null for a single file.</param>
public sealed record SafetensorsLayout(ImmutableArray<FileLayout> Files, string? IndexJson, string? IndexFileName)
{
    // The reference orders tensors by type, widest first, so that each is aligned; within a width in this order.
    private static readonly ImmutableArray<string> TypeOrder =
        ["U64", "I64", "F64", "F32", "U32", "I32", "BF16", "F16", "U16", "I16", "F8_E8M0", "F8_E4M3", "F8_E5M2", "I8", "U8", "BOOL"];

    /// <summary>Lays out a model.</summary>
    /// <param name="tensors">In the order in which they are to fill the shards; their offsets are ignored.</param>
    /// <param name="metadata">Strings for <c>__metadata__</c> of every file, such as <c>format: pt</c>; written in the order of their names.</param>
    /// <param name="maxShardBytes">Data bytes of a shard; a single tensor may exceed it. Null for one file.</param>
    /// <param name="baseName">What the file names begin with.</param>
    /// <exception cref="IngotException">A tensor's type or name cannot be stored, or a header would exceed the format's limit.</exception>
    /// <exception cref="ArgumentException">Two tensors have the same name.</exception>
    public static SafetensorsLayout Create(
        IReadOnlyList<PlacedTensor> tensors, IReadOnlyDictionary<string, string>? metadata, long? maxShardBytes, string baseName = "model")
    {
        ArgumentNullException.ThrowIfNull(tensors);
        if (maxShardBytes is <= 0)
            throw new ArgumentOutOfRangeException(nameof(maxShardBytes), maxShardBytes, "A shard holds at least one byte.");
        if (tensors.GroupBy(tensor => tensor.Name, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw new ArgumentException($"Two tensors are called {twice.Key}.", nameof(tensors));

        return CreateSharded(Divide(tensors, maxShardBytes ?? long.MaxValue), metadata, baseName);
    }

    /// <summary>Lays out a model whose shards are decided.</summary>
    /// <param name="shards">The tensors of each file; their offsets are ignored.</param>
    /// <param name="metadata">Strings for <c>__metadata__</c> of every file.</param>
    /// <param name="baseName">What the file names begin with.</param>
    /// <exception cref="IngotException">A tensor's type or name cannot be stored, or a header would exceed the format's limit.</exception>
    public static SafetensorsLayout CreateSharded(
        IReadOnlyList<IReadOnlyList<PlacedTensor>> shards, IReadOnlyDictionary<string, string>? metadata, string baseName = "model")
    {
        ArgumentNullException.ThrowIfNull(shards);
        string Name(int shard) => shards.Count == 1
            ? $"{baseName}.safetensors"
            : string.Create(CultureInfo.InvariantCulture, $"{baseName}-{shard + 1:D5}-of-{shards.Count:D5}.safetensors");
        ImmutableArray<FileLayout> files = [.. shards.Select((shard, i) => LayOut(Name(i), shard, metadata))];
        return shards.Count == 1
            ? new(files, null, null)
            : new(files, Index(files), $"{baseName}.safetensors.index.json");
    }

    private static List<List<PlacedTensor>> Divide(IReadOnlyList<PlacedTensor> tensors, long maxShardBytes)
    {
        List<List<PlacedTensor>> shards = [];
        List<PlacedTensor> current = [];
        long currentBytes = 0;
        foreach (PlacedTensor tensor in tensors)
        {
            // One that exceeds the limit gets a shard of its own at once; the one being filled stays open.
            if (tensor.ByteCount > maxShardBytes)
            {
                shards.Add([tensor]);
                continue;
            }

            if (tensor.ByteCount > maxShardBytes - currentBytes)
            {
                shards.Add(current);
                current = [];
                currentBytes = 0;
            }

            current.Add(tensor);
            currentBytes += tensor.ByteCount;
        }

        if (current.Count > 0 || shards.Count == 0)
            shards.Add(current);
        return shards;
    }

    private static FileLayout LayOut(string fileName, IReadOnlyList<PlacedTensor> tensors, IReadOnlyDictionary<string, string>? metadata)
    {
        List<PlacedTensor> ordered = [.. tensors];
        ordered.Sort((left, right) => TypeRank(fileName, left).CompareTo(TypeRank(fileName, right)) is int order and not 0
            ? order
            : PythonJson.Compare(left.Name, right.Name));

        StringBuilder json = new("{");
        if (metadata is { Count: > 0 })
        {
            _ = json.Append("\"__metadata__\":{");
            foreach ((string key, string value) in metadata.Order(Comparer<KeyValuePair<string, string>>.Create((a, b) => PythonJson.Compare(a.Key, b.Key))))
                _ = json.AppendQuoted(key, asciiOnly: false).Append(':').AppendQuoted(value, asciiOnly: false).Append(',');
            _ = json.Remove(json.Length - 1, 1).Append("},");
        }

        long end = 0;
        foreach (PlacedTensor tensor in ordered)
        {
            if (tensor.Name is "" or "__metadata__" || tensor.Name.Contains('\0', StringComparison.Ordinal))
                throw new IngotException(new(fileName, tensor.Name), "Safetensors readers cannot find a tensor of this name.", "Give the tensor another name.");
            long begin = end;
            end = checked(begin + tensor.ByteCount);
            _ = json.AppendQuoted(tensor.Name, asciiOnly: false).Append(
                CultureInfo.InvariantCulture,
                $":{{\"dtype\":\"{tensor.Type.SafetensorsName}\",\"shape\":[{string.Join(',', tensor.Shape.Dimensions)}],\"data_offsets\":[{begin},{end}]}},");
        }

        if (json[^1] == ',')
            json.Length--;
        byte[] text = Encoding.UTF8.GetBytes(json.Append('}').ToString());
        byte[] header = new byte[8 + ((text.Length + 7) / 8 * 8)];
        if (header.Length - 8 > SafetensorsHeader.MaxHeaderBytes)
        {
            throw new IngotException(
                new(fileName), $"The header would have {header.Length - 8:N0} bytes; the format allows {SafetensorsHeader.MaxHeaderBytes:N0}.", "Write smaller shards.");
        }

        header.AsSpan().Fill((byte)' ');
        BinaryPrimitives.WriteInt64LittleEndian(header, header.Length - 8);
        text.CopyTo(header.AsSpan(8));

        ImmutableArray<PlacedTensor>.Builder placed = ImmutableArray.CreateBuilder<PlacedTensor>(ordered.Count);
        long offset = header.Length;
        foreach (PlacedTensor tensor in ordered)
        {
            placed.Add(tensor with { OffsetBytes = offset });
            offset += tensor.ByteCount;
        }

        return new(fileName, header, placed.DrainToImmutable(), offset);
    }

    private static int TypeRank(string fileName, PlacedTensor tensor) => tensor.Type.SafetensorsName is string name && TypeOrder.IndexOf(name) is >= 0 and int rank
        ? rank
        : throw new IngotException(new(fileName, tensor.Name), $"Safetensors cannot store {tensor.Type}.", "Choose F32, F16 or BF16, or another format.");

    private static string Index(ImmutableArray<FileLayout> files)
    {
        StringBuilder json = new();
        long totalBytes = files.Sum(file => file.Tensors.Sum(tensor => tensor.ByteCount));
        _ = json.Append(CultureInfo.InvariantCulture, $"{{\n  \"metadata\": {{\n    \"total_size\": {totalBytes}\n  }},\n  \"weight_map\": {{");
        var entries = files.SelectMany(file => file.Tensors.Select(tensor => (tensor.Name, file.FileName))).ToList();
        entries.Sort((left, right) => PythonJson.Compare(left.Name, right.Name));
        string separator = "\n    ";
        foreach ((string name, string fileName) in entries)
        {
            _ = json.Append(separator).AppendQuoted(name, asciiOnly: true).Append(": ").AppendQuoted(fileName, asciiOnly: true);
            separator = ",\n    ";
        }

        return json.Append("\n  }\n}\n").ToString();
    }
}
