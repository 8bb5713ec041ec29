using System.Numerics;
using System.Text;
using Ingot.Tensors;

namespace Ingot.Formats.Gguf;

/// <summary>Lays out a GGUF file of version 3 before any data exists. Same input, same bytes.</summary>
/// <remarks>Keys and tensors stay in the order given, and padding goes where the reference converter puts it.</remarks>
public static class GgufLayout
{
    // The reference reader keeps names in 64 bytes that end with a zero.
    private const int MaxTensorNameBytes = GgufHeader.MaxTensorNameBytes - 1;

    /// <summary>Lays out one file.</summary>
    /// <param name="fileName">The name the file will have.</param>
    /// <param name="metadata">Written as it is; <c>general.alignment</c> must be there unless the alignment is 32.</param>
    /// <param name="tensors">In file order; their offsets are ignored.</param>
    /// <param name="alignment">A power of two, at least 8.</param>
    /// <exception cref="IngotException">GGUF cannot store a tensor, for its type, its name or its number of dimensions, or a key.</exception>
    /// <exception cref="ArgumentException">Two tensors have the same name, or the alignment is not what the metadata says.</exception>
    public static FileLayout Create(string fileName, GgufMetadata metadata, IReadOnlyList<PlacedTensor> tensors, int alignment = GgufHeader.DefaultAlignment) =>
        // The converter pads the header only when data follows: a file of a vocabulary alone ends with its last key.
        Create(fileName, metadata, tensors, alignment, padHeader: tensors?.Count > 0);

    internal static FileLayout Create(string fileName, GgufMetadata metadata, IReadOnlyList<PlacedTensor> tensors, int alignment, bool padHeader)
    {
        ArgumentNullException.ThrowIfNull(metadata);
        ArgumentNullException.ThrowIfNull(tensors);
        CheckAlignment(metadata, alignment);
        if (tensors.GroupBy(tensor => tensor.Name, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw new ArgumentException($"Two tensors are called {twice.Key}.", nameof(tensors));

        GgufHeaderWriter header = new();
        header.UInt32(GgufHeader.Magic);
        header.UInt32(GgufHeader.CurrentVersion);
        header.UInt64((ulong)tensors.Count);
        header.UInt64((ulong)metadata.Count);
        foreach ((string key, GgufValue value) in metadata)
        {
            if (Encoding.UTF8.GetByteCount(key) is 0 or > GgufHeader.MaxKeyBytes || key.Contains('\0', StringComparison.Ordinal))
                throw new IngotException(new(fileName, key), $"A metadata key has 1 to {GgufHeader.MaxKeyBytes:N0} bytes and no NUL character.", "Give the key another name.");
            header.Text(key);
            header.Value(value);
        }

        long offset = 0;
        List<long> offsets = [];
        foreach (PlacedTensor tensor in tensors)
        {
            WriteEntry(header, fileName, tensor, offset);
            offsets.Add(offset);
            offset = GgufHeader.Align(checked(offset + tensor.ByteCount), alignment);
        }

        if (padHeader)
            header.Pad(alignment);
        long dataStart = header.Written.Length;
        return new(fileName, header.Written, [.. tensors.Select((tensor, i) => tensor with { OffsetBytes = dataStart + offsets[i] })], dataStart + offset);
    }

    private static void WriteEntry(GgufHeaderWriter header, string fileName, PlacedTensor tensor, long offset)
    {
        FileLocation location = new(fileName, tensor.Name);
        int nameBytes = Encoding.UTF8.GetByteCount(tensor.Name);
        if (nameBytes is 0 or > MaxTensorNameBytes)
            throw new IngotException(location, $"The tensor's name has {nameBytes} bytes; GGUF readers allow 1 to {MaxTensorNameBytes}.", "Give the tensor a shorter name.");
        if (tensor.Name.Contains('\0', StringComparison.Ordinal))
            throw new IngotException(location, "The tensor's name contains a NUL character.", "Give the tensor another name.");
        if (tensor.Shape.Rank > GgufHeader.MaxRank)
            throw new IngotException(location, $"The tensor has {tensor.Shape.Rank} dimensions; GGUF allows {GgufHeader.MaxRank}.", "Leave the tensor out or merge dimensions.");
        if (tensor.Type.GgufId is not int typeId)
            throw new IngotException(location, $"GGUF cannot store {tensor.Type}.", "Choose another type for this tensor.");

        header.Text(tensor.Name);
        header.UInt32((uint)tensor.Shape.Rank);
        // The file lists the innermost dimension first.
        for (int i = tensor.Shape.Rank - 1; i >= 0; i--)
            header.UInt64((ulong)tensor.Shape[i]);
        header.UInt32((uint)typeId);
        header.UInt64((ulong)offset);
    }

    private static void CheckAlignment(GgufMetadata metadata, int alignment)
    {
        // The specification asks for a multiple of eight, the reference reader for a power of two.
        if (!GgufHeader.IsAlignment(alignment) || !BitOperations.IsPow2(alignment))
            throw new ArgumentOutOfRangeException(nameof(alignment), alignment, "An alignment is a power of two of at least 8.");
        long stated = metadata[GgufHeader.AlignmentKey] is GgufValue value ? value.AsInteger() ?? 0 : GgufHeader.DefaultAlignment;
        if (stated != alignment)
            throw new ArgumentException($"The metadata stands for an alignment of {stated}, but {alignment} was asked for.", nameof(alignment));
    }
}
