using System.Runtime.InteropServices;
using Ingot.Formats;
using Ingot.Formats.Gguf;
using Ingot.Quantization.Importance;
using Ingot.Tensors;

namespace Ingot.Conversion.Importance;

/// <summary>An importance matrix as GGUF: for each tensor its sums of squares and, for each of its matrices, a count of tokens.</summary>
/// <remarks>Source: the files of llama-imatrix, and what llama-quantize 0.7.0 asks of them.</remarks>
internal static class GgufImportance
{
    private const string TypeKey = "general.type";
    private const string TypeName = "imatrix";
    private const string DatasetsKey = "imatrix.datasets";
    private const string ChunkCountKey = "imatrix.chunk_count";
    private const string ChunkSizeKey = "imatrix.chunk_size";
    private const string SumsSuffix = ".in_sum2";
    private const string CountsSuffix = ".counts";

    // Far beyond any calibration, and below where a float could not be a count any more.
    private const float MostTokens = 1L << 53;

    /// <summary>Reads an opened file.</summary>
    /// <exception cref="CheckpointException">It is no importance matrix, or a damaged one.</exception>
    public static ImportanceMatrix Read(GgufFile file)
    {
        if (file.Metadata[TypeKey] is { } type && type.AsString() != TypeName)
        {
            throw new CheckpointException(
                new(file.Path, TypeKey), $"The file is a GGUF of another kind: {GgufText.Describe(type)}.", "Give an importance matrix, as llama-imatrix makes it.");
        }

        string[] datasets = file.Metadata[DatasetsKey] is { } names ? Texts(file, names) : throw Missing(file, DatasetsKey);
        int chunkCount = Number(file, ChunkCountKey), chunkSize = Number(file, ChunkSizeKey);
        List<ImportanceEntry> entries = [];
        foreach (TensorInfo tensor in file.Tensors)
        {
            if (tensor.Name.EndsWith(SumsSuffix, StringComparison.Ordinal) && tensor.Name.Length > SumsSuffix.Length)
                entries.Add(Entry(file, tensor, tensor.Name[..^SumsSuffix.Length]));
            else if (tensor.Name.EndsWith(CountsSuffix, StringComparison.Ordinal) && file.Find(tensor.Name[..^CountsSuffix.Length] + SumsSuffix) is null)
                throw Damaged(tensor, "It counts tokens, but the sums that belong to it are missing.");
        }

        return entries.Count > 0
            ? new(entries, datasets, chunkCount, chunkSize)
            : throw new CheckpointException(new(file.Path), "The importance matrix holds no tensor.", "Make it again: calibration was stopped too early.");
    }

    /// <summary>Writes a matrix.</summary>
    /// <param name="stream">An empty file.</param>
    /// <param name="name">The file's name, for messages.</param>
    /// <param name="matrix">The matrix.</param>
    public static void Write(Stream stream, string name, ImportanceMatrix matrix)
    {
        GgufMetadata metadata = new()
        {
            { TypeKey, GgufValue.Of(TypeName) },
            { DatasetsKey, GgufValue.OfStrings(matrix.Datasets) },
            { ChunkCountKey, GgufValue.Of((uint)matrix.ChunkCount) },
            { ChunkSizeKey, GgufValue.Of((uint)matrix.ChunkSize) },
        };
        float[][] data = [.. matrix.Entries.SelectMany(entry => (float[][])[[.. entry.Sums], [.. entry.Counts.Select(count => (float)count)]])];
        PlacedTensor[] tensors =
        [
            .. matrix.Entries.SelectMany(entry => (PlacedTensor[])
            [
                new(entry.Name + SumsSuffix, TensorTypes.F32, new(entry.Counts.Length, entry.Sums.Length / entry.Counts.Length)),
                new(entry.Name + CountsSuffix, TensorTypes.F32, new(entry.Counts.Length, 1)),
            ]),
        ];
        FileLayout layout = GgufLayout.Create(name, metadata, tensors);
        stream.SetLength(layout.LengthBytes);
        stream.Write(layout.Header.Span);
        for (int i = 0; i < data.Length; i++)
        {
            stream.Position = layout.Tensors[i].OffsetBytes;
            stream.Write(MemoryMarshal.AsBytes(data[i].AsSpan()));
        }
    }

    private static ImportanceEntry Entry(GgufFile file, TensorInfo sums, string name)
    {
        TensorInfo counts = file.Find(name + CountsSuffix) ?? throw Damaged(sums, "It sums activations, but the counts that belong to it are missing.");
        float[] values = Floats(file, sums), counted = Floats(file, counts);
        if (values.Length % counted.Length != 0)
            throw Damaged(sums, $"{counted.Length:N0} counts do not divide {values.Length:N0} sums.");
        int wrong = Array.FindIndex(counted, count => count is not (>= 0 and < MostTokens));
        return wrong < 0
            ? new(name, values, [.. counted.Select(count => (long)MathF.Round(count, MidpointRounding.AwayFromZero))])
            : throw Damaged(counts, $"Count {wrong:N0} is {counted[wrong]}, which is no number of tokens.");
    }

    private static float[] Floats(GgufFile file, TensorInfo tensor)
    {
        if (tensor.Type != TensorTypes.F32)
            throw Damaged(tensor, $"It is {tensor.Type} and should be F32.");
        if (tensor.Shape.ElementCount is 0 or > int.MaxValue / sizeof(float))
            throw Damaged(tensor, $"It holds {tensor.Shape.ElementCount:N0} numbers.");
        float[] values = new float[tensor.Shape.ElementCount];
        file.Read(tensor, 0, MemoryMarshal.AsBytes(values.AsSpan()));
        return values;
    }

    private static string[] Texts(GgufFile file, GgufValue value) => value.AsArray<ReadOnlyMemory<byte>>() is { } texts
        ? [.. texts.Select(text => System.Text.Encoding.UTF8.GetString(text.Span))]
        : throw new CheckpointException(new(file.Path, DatasetsKey), "The key must be a list of texts.", "Make the importance matrix again.");

    private static int Number(GgufFile file, string key)
    {
        GgufValue value = file.Metadata[key] ?? throw Missing(file, key);
        return value.AsInteger() is long number and >= 0 and <= int.MaxValue
            ? (int)number
            : throw new CheckpointException(new(file.Path, key), "The key must be a whole number.", "Make the importance matrix again.");
    }

    private static CheckpointException Missing(GgufFile file, string key) => new(
        new(file.Path, key), "The key is missing, so the file is no importance matrix or an incomplete one.", "Give an importance matrix, as llama-imatrix makes it.");

    private static CheckpointException Damaged(TensorInfo tensor, string problem) => new(
        tensor.Location with { Item = tensor.Name }, problem, "The importance matrix is damaged: make or download it again.");
}
