using System.Runtime.InteropServices;
using System.Text;

namespace Ingot.Tensors.Tests.Blocks;

/// <summary>Just enough of GGUF to read F32 tensors: importance matrices and the torture rows.</summary>
internal static class KQuantGguf
{
    /// <summary>Every F32 tensor with its innermost dimension.</summary>
    public static Dictionary<string, (float[] Weights, int Columns)> ReadFloats(string path)
    {
        byte[] file = File.ReadAllBytes(path);
        using BinaryReader reader = new(new MemoryStream(file));
        Assert.Equal(0x46554747u, reader.ReadUInt32());
        Assert.Equal(3u, reader.ReadUInt32());
        long tensorCount = reader.ReadInt64(), keyCount = reader.ReadInt64();
        for (long i = 0; i < keyCount; i++)
        {
            _ = ReadString(reader);
            SkipValue(reader, reader.ReadUInt32());
        }

        List<(string Name, long[] Dimensions, uint Type, long Offset)> infos = [];
        for (long i = 0; i < tensorCount; i++)
        {
            string name = ReadString(reader);
            long[] dimensions = new long[reader.ReadUInt32()];
            for (int d = 0; d < dimensions.Length; d++)
                dimensions[d] = reader.ReadInt64();
            infos.Add((name, dimensions, reader.ReadUInt32(), reader.ReadInt64()));
        }

        long data = (reader.BaseStream.Position + 31) / 32 * 32;
        Dictionary<string, (float[], int)> tensors = [];
        foreach (var (name, dimensions, type, offset) in infos)
        {
            int count = (int)dimensions.Aggregate(1L, (product, dimension) => product * dimension);
            if (type == 0)
                tensors.Add(name, (MemoryMarshal.Cast<byte, float>(file.AsSpan((int)(data + offset), count * 4)).ToArray(), (int)dimensions[0]));
        }

        return tensors;
    }

    /// <summary>Mean squared activation per column of each weight, as an importance matrix file tells it.</summary>
    public static Dictionary<string, float[]> ReadImportance(string path)
    {
        var tensors = ReadFloats(path);
        return tensors.Where(tensor => tensor.Key.EndsWith(".in_sum2", StringComparison.Ordinal)).ToDictionary(
            tensor => tensor.Key[..^".in_sum2".Length],
            tensor => tensor.Value.Weights.Select(sum => sum / tensors[tensor.Key[..^"in_sum2".Length] + "counts"].Weights[0]).ToArray());
    }

    private static string ReadString(BinaryReader reader) => Encoding.UTF8.GetString(reader.ReadBytes((int)reader.ReadInt64()));

    private static void SkipValue(BinaryReader reader, uint type)
    {
        switch (type)
        {
            case 8:
                _ = ReadString(reader);
                break;
            case 9:
                uint itemType = reader.ReadUInt32();
                for (long count = reader.ReadInt64(); count > 0; count--)
                    SkipValue(reader, itemType);
                break;
            default:
                _ = reader.ReadBytes(type switch { 0 or 1 or 7 => 1, 2 or 3 => 2, 4 or 5 or 6 => 4, _ => 8 });
                break;
        }
    }
}
