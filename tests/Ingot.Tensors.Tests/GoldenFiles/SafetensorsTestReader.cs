using System.Buffers.Binary;
using System.Text.Json;

namespace Ingot.Tensors.Tests.GoldenFiles;

/// <summary>Header JSON and offsets, trusted: for reference files only.</summary>
internal static class SafetensorsTestReader
{
    public static IEnumerable<GoldenTensor> Read(string path)
    {
        byte[] file = File.ReadAllBytes(path);
        int headerLength = checked((int)BinaryPrimitives.ReadInt64LittleEndian(file));
        using JsonDocument header = JsonDocument.Parse(file.AsMemory(8, headerLength));
        foreach (JsonProperty entry in header.RootElement.EnumerateObject().Where(entry => entry.Name != "__metadata__"))
        {
            JsonElement offsets = entry.Value.GetProperty("data_offsets");
            int start = offsets[0].GetInt32(), end = offsets[1].GetInt32();
            yield return new(
                entry.Name,
                TensorTypes.FromSafetensorsName(entry.Value.GetProperty("dtype").GetString()!)!,
                entry.Value.GetProperty("shape").EnumerateArray().Last().GetInt32(),
                file.AsMemory(8 + headerLength + start, end - start));
        }
    }
}
