using System.Collections.Immutable;
using Ingot.Tensors;

namespace Ingot.Formats.Gguf;

/// <summary>Lays out a model over several GGUF files, cut where the reference converter cuts.</summary>
public static class GgufSplit
{
    /// <summary>Lays out the files; one of the plain name when a single file is enough.</summary>
    /// <param name="fileName">The name of the unsplit file, such as <c>NAME.gguf</c>; parts are called <c>NAME-00001-of-00003.gguf</c>.</param>
    /// <param name="metadata">Goes to the first file; <c>split.*</c> keys in it are replaced.</param>
    /// <param name="tensors">In order; their offsets are ignored.</param>
    /// <param name="options">Where to cut.</param>
    /// <param name="alignment">A power of two, at least 8. One other than 32 is stated in every file.</param>
    /// <exception cref="IngotException">GGUF cannot store a tensor, or there would be more files than a name can number.</exception>
    public static ImmutableArray<FileLayout> Create(
        string fileName, GgufMetadata metadata, IReadOnlyList<PlacedTensor> tensors, GgufSplitOptions options, int alignment = GgufHeader.DefaultAlignment)
    {
        ArgumentNullException.ThrowIfNull(fileName);
        ArgumentNullException.ThrowIfNull(metadata);
        ArgumentNullException.ThrowIfNull(tensors);
        ArgumentNullException.ThrowIfNull(options);
        GgufMetadata whole = metadata.Copy();
        whole[GgufSplitKeys.NumberKey] = whole[GgufSplitKeys.CountKey] = whole[GgufSplitKeys.TensorCountKey] = null;

        List<List<PlacedTensor>> parts = Divide(tensors, options);
        if (parts.Count == 1)
            return [GgufLayout.Create(fileName, whole, tensors, alignment)];
        // The number of files is stored in 16 bits.
        if (parts.Count > ushort.MaxValue)
            throw new IngotException(new(fileName), $"The model would become {parts.Count:N0} files; {ushort.MaxValue:N0} are possible.", "Raise the size or the number of tensors of a file.");

        string prefix = fileName.EndsWith(".gguf", StringComparison.OrdinalIgnoreCase) ? fileName[..^5] : fileName;
        return [.. parts.Select((part, i) => GgufLayout.Create(
            new GgufShardName(prefix, i + 1, parts.Count).ToString(), PartMetadata(whole, i, parts.Count, tensors.Count), part, alignment, padHeader: true))];
    }

    private static List<List<PlacedTensor>> Divide(IReadOnlyList<PlacedTensor> tensors, GgufSplitOptions options)
    {
        if (!options.TensorCounts.IsEmpty)
            return Divide(tensors, options.TensorCounts);
        List<List<PlacedTensor>> parts = [[]];
        if (options.MetadataOnlyFirst && (options.MaxBytes ?? options.MaxTensors) is not null)
            parts.Add([]);
        long bytes = 0;
        foreach (PlacedTensor tensor in tensors)
        {
            List<PlacedTensor> current = parts[^1];
            if (current.Count > 0 && (current.Count >= options.MaxTensors || tensor.ByteCount > options.MaxBytes - bytes))
            {
                parts.Add(current = []);
                bytes = 0;
            }

            current.Add(tensor);
            bytes += tensor.ByteCount;
        }

        return parts;
    }

    private static List<List<PlacedTensor>> Divide(IReadOnlyList<PlacedTensor> tensors, ImmutableArray<int> counts)
    {
        if (counts.Sum() != tensors.Count)
            throw new ArgumentException($"Files of {counts.Sum()} tensors in all do not hold {tensors.Count}.", nameof(counts));
        List<List<PlacedTensor>> parts = [];
        int next = 0;
        foreach (int count in counts)
        {
            parts.Add([.. tensors.Skip(next).Take(count)]);
            next += count;
        }

        return parts;
    }

    private static GgufMetadata PartMetadata(GgufMetadata whole, int number, int count, int tensorCount)
    {
        GgufMetadata metadata = number == 0 ? whole.Copy() : [];
        // Readers take each file by itself, so each must say how it is aligned when that is unusual.
        if (number > 0 && whole[GgufHeader.AlignmentKey] is GgufValue alignment)
            metadata.Add(GgufHeader.AlignmentKey, alignment);
        metadata.Add(GgufSplitKeys.NumberKey, GgufValue.Of((ushort)number));
        metadata.Add(GgufSplitKeys.CountKey, GgufValue.Of((ushort)count));
        metadata.Add(GgufSplitKeys.TensorCountKey, GgufValue.Of(tensorCount));
        return metadata;
    }
}
