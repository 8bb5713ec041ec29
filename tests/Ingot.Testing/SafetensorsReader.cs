using System.Buffers.Binary;
using System.Text.Json;

namespace Ingot.Testing;

/// <summary>Header JSON and offsets, trusted: for reference files only.</summary>
public static class SafetensorsReader
{
    public static IEnumerable<StoredTensor> Read(string path)
    {
        byte[] file = File.ReadAllBytes(path);
        int data = 8 + checked((int)BinaryPrimitives.ReadInt64LittleEndian(file));
        using JsonDocument header = JsonDocument.Parse(file.AsMemory(8, data - 8));
        foreach (JsonProperty entry in header.RootElement.EnumerateObject().Where(entry => entry.Name != "__metadata__"))
        {
            JsonElement offsets = entry.Value.GetProperty("data_offsets");
            int start = offsets[0].GetInt32(), end = offsets[1].GetInt32();
            yield return new(
                entry.Name,
                entry.Value.GetProperty("dtype").GetString()!,
                [.. entry.Value.GetProperty("shape").EnumerateArray().Select(size => size.GetInt64())],
                file.AsMemory(data + start, end - start));
        }
    }
}
