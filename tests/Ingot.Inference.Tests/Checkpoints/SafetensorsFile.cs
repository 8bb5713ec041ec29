using System.Runtime.InteropServices;
using Ingot.Tensors;

namespace Ingot.Inference.Tests.Checkpoints;

/// <summary>The tensors of a reference file as weights.</summary>
internal static class SafetensorsFile
{
    public static Dictionary<string, MemoryWeight> Read(string path) => SafetensorsReader.Read(path).ToDictionary(
        stored => stored.Name,
        stored => new MemoryWeight(
            stored.Name, TensorTypes.FromSafetensorsName(stored.Type)!, new TensorShape(stored.Shape), stored.Bytes.ToArray()));

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
