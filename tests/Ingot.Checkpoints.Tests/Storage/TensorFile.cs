using System.Buffers.Binary;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Ingot.Checkpoints.Tests.Storage;

/// <summary>Writes tensors as a safetensors file, as they are told to be.</summary>
internal static class TensorFile
{
    public static void Write(string path, IEnumerable<StoredTensor> tensors)
    {
        JsonObject header = [];
        List<byte> data = [];
        foreach (StoredTensor tensor in tensors)
        {
            header[tensor.Name] = new JsonObject
            {
                ["dtype"] = tensor.Type,
                ["shape"] = JsonSerializer.SerializeToNode(tensor.Shape),
                ["data_offsets"] = new JsonArray(data.Count, data.Count + tensor.Bytes.Length),
            };
            data.AddRange(tensor.Bytes.Span);
        }

        byte[] text = JsonSerializer.SerializeToUtf8Bytes(header), size = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(size, text.Length);
        File.WriteAllBytes(path, [.. size, .. text, .. data]);
    }
}
