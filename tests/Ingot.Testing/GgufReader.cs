using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Ingot.Testing;

/// <summary>The tensors of a GGUF file, trusted: for reference files only. Metadata is skipped.</summary>
public sealed class GgufReader
{
    private readonly byte[] file;
    private int at = 8;

    private GgufReader(byte[] file) => this.file = file;

    public static IReadOnlyList<StoredTensor> Read(string path) => new GgufReader(File.ReadAllBytes(path)).ReadTensors();

    private List<StoredTensor> ReadTensors()
    {
        long tensorCount = Int64(), valueCount = Int64();
        for (long i = 0; i < valueCount; i++)
        {
            _ = Text();
            SkipValue(Int32());
        }

        List<(string Name, long[] Shape, string Type, int Offset)> entries = [];
        for (long i = 0; i < tensorCount; i++)
        {
            string name = Text();
            long[] shape = [.. Enumerable.Range(0, Int32()).Select(_ => Int64()).Reverse()];
            entries.Add((name, shape, Int32().ToString(CultureInfo.InvariantCulture), (int)Int64()));
        }

        int data = (at + 31) / 32 * 32;
        int[] starts = [.. entries.Select(entry => entry.Offset).Order(), file.Length - data];
        return [.. entries.Select(entry => new StoredTensor(
            entry.Name,
            entry.Type,
            entry.Shape,
            file.AsMemory(data + entry.Offset, starts.First(start => start > entry.Offset) - entry.Offset)))];
    }

    private void SkipValue(int kind)
    {
        switch (kind)
        {
            case 8:
                _ = Text();
                break;
            case 9:
                int element = Int32();
                for (long i = Int64(); i > 0; i--)
                    SkipValue(element);
                break;
            default:
                at += kind switch { 0 or 1 or 7 => 1, 2 or 3 => 2, 4 or 5 or 6 => 4, _ => 8 };
                break;
        }
    }

    private string Text()
    {
        int length = (int)Int64();
        at += length;
        return Encoding.UTF8.GetString(file, at - length, length);
    }

    private int Int32() => BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan((at += 4) - 4));

    private long Int64() => BinaryPrimitives.ReadInt64LittleEndian(file.AsSpan((at += 8) - 8));
}
