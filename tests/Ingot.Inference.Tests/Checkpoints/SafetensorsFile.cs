using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;
using Ingot.Tensors;

namespace Ingot.Inference.Tests.Checkpoints;

/// <summary>Reads test data; trusts it.</summary>
internal static class SafetensorsFile
{
    public static Dictionary<string, MemoryWeight> Read(string path)
    {
        byte[] file = File.ReadAllBytes(path);
        int headerLength = (int)BinaryPrimitives.ReadInt64LittleEndian(file);
        using JsonDocument header = JsonDocument.Parse(file.AsMemory(8, headerLength));
        Dictionary<string, MemoryWeight> tensors = [];
        foreach (JsonProperty entry in header.RootElement.EnumerateObject().Where(entry => entry.Name != "__metadata__"))
        {
            long[] shape = [.. entry.Value.GetProperty("shape").EnumerateArray().Select(size => size.GetInt64())];
            int[] ends = [.. entry.Value.GetProperty("data_offsets").EnumerateArray().Select(offset => offset.GetInt32())];
            TensorType type = TensorTypes.FromSafetensorsName(entry.Value.GetProperty("dtype").GetString()!)!;
            byte[] bytes = file.AsSpan(8 + headerLength + ends[0], ends[1] - ends[0]).ToArray();
            tensors.Add(entry.Name, new MemoryWeight(entry.Name, type, new TensorShape(shape), bytes));
        }

        return tensors;
    }

    public static int[] Integers(MemoryWeight tensor)
    {
        byte[] bytes = new byte[tensor.StoredType.ByteCount(tensor.Shape)];
        tensor.ReadRows(0, bytes);
        return tensor.StoredType == TensorTypes.I64
            ? [.. MemoryMarshal.Cast<byte, long>(bytes).ToArray().Select(value => (int)value)]
            : MemoryMarshal.Cast<byte, int>(bytes).ToArray();
    }

    public static float[] Floats(MemoryWeight tensor)
    {
        float[] values = new float[tensor.Shape.ElementCount];
        tensor.DecodeRows(0, values);
        return values;
    }
}
