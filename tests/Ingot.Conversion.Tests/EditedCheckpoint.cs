using System.Buffers.Binary;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Ingot.Conversion.Tests;

/// <summary>A copy of a Hugging Face folder of one safetensors file, changed so that it shows something.</summary>
internal sealed class EditedCheckpoint : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public EditedCheckpoint(string source)
    {
        _ = Directory.CreateDirectory(Path);
        foreach (string file in Directory.GetFiles(source))
            File.Copy(file, System.IO.Path.Combine(Path, System.IO.Path.GetFileName(file)));
    }

    /// <summary>The folder.</summary>
    public string Path => folder.File("model");

    public string this[string file] => System.IO.Path.Combine(Path, file);

    /// <summary>Changes a JSON file; an absent one starts empty.</summary>
    public EditedCheckpoint Json(string file, Action<JsonObject> edit)
    {
        JsonObject root = File.Exists(this[file]) ? JsonNode.Parse(File.ReadAllBytes(this[file]))!.AsObject() : [];
        edit(root);
        File.WriteAllText(this[file], root.ToJsonString());
        return this;
    }

    /// <summary>Changes the tensors.</summary>
    public EditedCheckpoint Tensors(Action<Dictionary<string, EditedTensor>> edit)
    {
        byte[] file = File.ReadAllBytes(this["model.safetensors"]);
        int length = (int)BinaryPrimitives.ReadUInt64LittleEndian(file);
        JsonObject header = JsonNode.Parse(file.AsSpan(8, length))!.AsObject();
        Dictionary<string, EditedTensor> tensors = header.Where(entry => entry.Key != "__metadata__").ToDictionary(entry => entry.Key, entry =>
        {
            int[] offsets = entry.Value!["data_offsets"].Deserialize<int[]>()!;
            return new EditedTensor(
                entry.Value["dtype"]!.GetValue<string>(), entry.Value["shape"].Deserialize<int[]>()!, file[(8 + length + offsets[0])..(8 + length + offsets[1])]);
        });
        edit(tensors);
        Write(this["model.safetensors"], tensors);
        return this;
    }

    /// <summary>Cuts the one file into two shards with an index, as the hub's tools name them.</summary>
    public EditedCheckpoint Sharded()
    {
        Dictionary<string, EditedTensor> tensors = [];
        _ = Tensors(all => tensors = new(all));
        string[] names = [.. tensors.Keys.Order(StringComparer.Ordinal)];
        JsonObject map = [];
        for (int shard = 0; shard < 2; shard++)
        {
            string[] own = [.. names.Where((_, i) => i * 2 / names.Length == shard)];
            Write(this[Shard(shard)], own.ToDictionary(name => name, name => tensors[name]));
            foreach (string name in own)
                map[name] = Shard(shard);
        }

        File.Delete(this["model.safetensors"]);
        return Json("model.safetensors.index.json", index => index["weight_map"] = map);
    }

    /// <summary>The name of a shard.</summary>
    public static string Shard(int index) => $"model-0000{index + 1}-of-00002.safetensors";

    public void Dispose() => folder.Dispose();

    private static void Write(string path, Dictionary<string, EditedTensor> tensors)
    {
        JsonObject written = [];
        List<byte> data = [];
        foreach ((string name, EditedTensor tensor) in tensors)
        {
            written[name] = new JsonObject
            {
                ["dtype"] = tensor.Type,
                ["shape"] = JsonSerializer.SerializeToNode(tensor.Shape),
                ["data_offsets"] = new JsonArray(data.Count, data.Count + tensor.Bytes.Length),
            };
            data.AddRange(tensor.Bytes);
        }

        byte[] text = JsonSerializer.SerializeToUtf8Bytes(written), size = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(size, text.Length);
        File.WriteAllBytes(path, [.. size, .. text, .. data]);
    }
}

/// <summary>A tensor to change.</summary>
internal sealed record EditedTensor(string Type, int[] Shape, byte[] Bytes)
{
    /// <summary>The same with another number of rows: cut, or filled up with the first.</summary>
    public EditedTensor WithRows(int rows)
    {
        int rowBytes = Bytes.Length / Shape[0];
        byte[] bytes = [.. Enumerable.Range(0, rows).SelectMany(row => Bytes.AsSpan(row < Shape[0] ? row * rowBytes : 0, rowBytes).ToArray())];
        return this with { Shape = [rows, .. Shape[1..]], Bytes = bytes };
    }

    /// <summary>The same with one BF16 value replaced.</summary>
    public EditedTensor With(int index, float value)
    {
        byte[] bytes = [.. Bytes];
        BinaryPrimitives.WriteInt16LittleEndian(bytes.AsSpan(2 * index), (short)(BitConverter.SingleToInt32Bits(value) >> 16));
        return this with { Bytes = bytes };
    }
}
