using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using Ingot.Quantization.Importance;
using Ingot.Tensors;

namespace Ingot.Conversion.Importance;

/// <summary>Reads the older format: a count of entries, and for each a name, a count of calls, and sums; then chunks and a dataset.</summary>
/// <remarks>All numbers are 32 bits wide, little-endian. Source: what llama-quantize 0.7.0 reads. Every length is checked against the bytes left.</remarks>
internal sealed class LegacyImportanceReader(string path, Stream stream)
{
    private const int MaxNameBytes = 1024;
    private const int MaxDatasetBytes = 1 << 16;

    /// <summary>Reads everything.</summary>
    /// <exception cref="CheckpointException">The file is cut short, or is something else.</exception>
    public ImportanceMatrix Read()
    {
        int entryCount = Number("the number of entries");
        // The smallest entry: a name of one byte, three numbers, one sum.
        if (entryCount < 1 || entryCount > (stream.Length - stream.Position) / 17)
            throw Damaged($"It says it has {entryCount:N0} entries, which its length rules out.");
        Dictionary<string, ImportanceEntry> entries = new(StringComparer.Ordinal);
        for (int i = 0; i < entryCount; i++)
        {
            string name = Text("a name", MaxNameBytes);
            int calls = Number("a count");
            float[] sums = Floats(name);
            // Sums over no call are means already.
            if (name.Length == 0 || !entries.TryAdd(name, new(name, sums, [Math.Max(1, calls)])))
                throw Damaged(name.Length == 0 ? $"Entry {i:N0} has no name." : $"{name} is there twice.");
        }

        int chunkCount = 0;
        string dataset = "";
        if (stream.Position < stream.Length)
            chunkCount = Number("the number of chunks");
        if (stream.Position < stream.Length)
            dataset = Text("the dataset", MaxDatasetBytes);
        if (chunkCount < 0)
            throw Damaged($"It says it has seen {chunkCount:N0} chunks.");
        return new(entries.Values, dataset.Length > 0 ? [dataset] : [], chunkCount, chunkSize: 0);
    }

    private int Number(string what)
    {
        Span<byte> bytes = stackalloc byte[sizeof(int)];
        Fill(bytes, what);
        return BinaryPrimitives.ReadInt32LittleEndian(bytes);
    }

    private string Text(string what, int mostBytes)
    {
        int length = Number($"the length of {what}");
        if (length < 0 || length > mostBytes)
            throw Damaged($"The length of {what} is {length:N0} bytes.");
        byte[] bytes = new byte[length];
        Fill(bytes, what);
        int end = Array.IndexOf<byte>(bytes, 0);
        return Encoding.UTF8.GetString(bytes, 0, end < 0 ? length : end);
    }

    private float[] Floats(string name)
    {
        int count = Number($"the number of sums of {name}");
        if (count < 1 || count > (stream.Length - stream.Position) / sizeof(float))
            throw Damaged($"{name} says it has {count:N0} sums, which the file's length rules out.");
        float[] values = new float[count];
        Fill(MemoryMarshal.AsBytes(values.AsSpan()), $"the sums of {name}");
        return values;
    }

    private void Fill(Span<byte> bytes, string what)
    {
        if (stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) < bytes.Length)
            throw Damaged($"The file ends inside {what}.");
    }

    private CheckpointException Damaged(string problem) => new(
        new(path, OffsetBytes: stream.Position), problem, "The file is no importance matrix or a damaged one: make or download it again.");
}
