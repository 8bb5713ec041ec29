using System.Buffers.Binary;
using Ingot.Tensors;

namespace Ingot.Formats.Gguf;

/// <summary>The header of one GGUF file: version, metadata, and where its tensors lie.</summary>
/// <param name="Version">2 or 3.</param>
/// <param name="Alignment">The data section and each tensor in it start at multiples of this many bytes.</param>
/// <param name="Metadata">The key-value pairs in file order.</param>
/// <param name="Tensors">In file order.</param>
internal sealed record GgufHeader(uint Version, int Alignment, GgufMetadata Metadata, IReadOnlyList<TensorInfo> Tensors)
{
    /// <summary>The first four bytes of every GGUF file.</summary>
    public const uint Magic = 0x46554747;

    /// <summary>The version written.</summary>
    public const uint CurrentVersion = 3;

    /// <summary>The alignment of a file that names none.</summary>
    public const int DefaultAlignment = 32;

    /// <summary>The metadata key of the alignment.</summary>
    public const string AlignmentKey = "general.alignment";

    /// <summary>GGUF's limit for a tensor's name.</summary>
    public const int MaxTensorNameBytes = 64;

    /// <summary>GGUF's limit for a metadata key.</summary>
    public const int MaxKeyBytes = ushort.MaxValue;

    /// <summary>GGUF tensors have up to four dimensions.</summary>
    public const int MaxRank = 4;

    // Name length, one character, rank, type, offset.
    private const int MinimumTensorBytes = 8 + 1 + 4 + 4 + 8;

    // Key length, one character, type, one byte of value.
    private const int MinimumPairBytes = 8 + 1 + 4 + 1;

    /// <summary>Reads and checks the header of a file.</summary>
    /// <exception cref="CheckpointException">The header contradicts itself or the file, or is of a kind we do not read.</exception>
    public static GgufHeader Read(MappedFile file)
    {
        GgufCursor cursor = new(file);
        uint version = ReadVersion(cursor);
        int tensorCount = cursor.Count("tensors", MinimumTensorBytes);
        int pairCount = cursor.Count("metadata keys", MinimumPairBytes);

        GgufMetadata metadata = [];
        for (int i = 0; i < pairCount; i++)
        {
            cursor.Item = $"metadata key {i}";
            string key = cursor.Name("metadata key", MaxKeyBytes);
            cursor.Item = key;
            if (metadata[key] is not null)
                throw cursor.Error("The metadata key occurs twice.");
            metadata.Add(key, GgufValueReader.Read(cursor));
        }

        int alignment = ReadAlignment(cursor, metadata);
        List<Entry> entries = [];
        for (int i = 0; i < tensorCount; i++)
        {
            cursor.Item = $"tensor {i}";
            entries.Add(ReadEntry(cursor, alignment));
        }

        return new(version, alignment, metadata, Place(file, entries, Align(cursor.Position, alignment)));
    }

    /// <summary>The next multiple of the alignment.</summary>
    public static long Align(long offset, int alignment) => checked(offset + alignment - 1) / alignment * alignment;

    /// <summary>Whether a number can be an alignment: the specification asks for a multiple of eight.</summary>
    public static bool IsAlignment(long value) => value is > 0 and <= 1 << 30 && value % 8 == 0;

    private static uint ReadVersion(GgufCursor cursor)
    {
        if (cursor.Remaining < 4 || cursor.Number<uint>() != Magic)
            throw cursor.Error("The file does not begin with the letters GGUF.", "This is no GGUF file, or its download failed: look at what it contains.");
        uint version = cursor.Number<uint>();
        // Versions are small, so a version whose lower half is empty was written by a machine with the other byte order.
        if (version != 0 && (version & 0xFFFF) == 0)
        {
            throw cursor.Error(
                $"This is a big-endian GGUF file of version {BinaryPrimitives.ReverseEndianness(version)}; only little-endian files are read.",
                "Get the little-endian file of this model, or turn this one with gguf_convert_endian.py.");
        }

        return version switch
        {
            2 or CurrentVersion => version,
            1 => throw cursor.Error("The file has GGUF version 1, which nothing has written since August 2023.", "Convert the model again from its original checkpoint."),
            _ => throw cursor.Error($"The file has GGUF version {version}; versions 2 and 3 are known.", "Update Ingot, or download the file again if it may be damaged."),
        };
    }

    private static int ReadAlignment(GgufCursor cursor, GgufMetadata metadata)
    {
        if (metadata[AlignmentKey] is not GgufValue value)
            return DefaultAlignment;
        cursor.Item = AlignmentKey;
        return value.Type == GgufValueType.UInt32 && value.AsInteger() is long alignment && IsAlignment(alignment)
            ? (int)alignment
            : throw cursor.Error($"The alignment is {GgufText.Describe(value)}; it must be a uint32 that is a multiple of 8.");
    }

    private static Entry ReadEntry(GgufCursor cursor, int alignment)
    {
        string name = cursor.Name("tensor", MaxTensorNameBytes);
        cursor.Item = name;
        uint rank = cursor.Number<uint>();
        if (rank > MaxRank)
            throw cursor.Error($"The tensor has {rank:N0} dimensions; GGUF allows {MaxRank}.");
        // The file lists the innermost dimension first.
        long[] dimensions = cursor.Numbers<long>((int)rank);
        Array.Reverse(dimensions);
        uint typeId = cursor.Number<uint>();
        TensorType type = TensorTypes.FromGgufId(typeId)
            ?? throw cursor.Error($"The tensor has type number {typeId}, which is not one that we know.", "Update Ingot, or convert the model again to another type.");
        if (!TensorShape.TryCount(dimensions, out long count) || count / type.WeightsPerBlock > long.MaxValue / type.BytesPerBlock)
            throw cursor.Error($"The shape [{string.Join(", ", dimensions)}] has more elements than any file can hold.");
        TensorShape shape = new(dimensions);
        if (shape.Columns % type.WeightsPerBlock != 0)
            throw cursor.Error($"{type} stores blocks of {type.WeightsPerBlock}, and {shape.Columns:N0} columns are no multiple of that.");
        ulong offset = cursor.Number<ulong>();
        return offset % (uint)alignment == 0 && offset <= long.MaxValue
            ? new(name, type, shape, (long)offset)
            : throw cursor.Error($"The data lies at byte {offset:N0} of the data section, which is no multiple of the alignment {alignment}.");
    }

    private static List<TensorInfo> Place(MappedFile file, List<Entry> entries, long dataStart)
    {
        List<TensorInfo> tensors = [];
        HashSet<string> names = new(StringComparer.Ordinal);
        foreach (Entry entry in entries)
        {
            long bytes = entry.Type.ByteCount(entry.Shape);
            if (!names.Add(entry.Name))
                throw new CheckpointException(new(file.Path, entry.Name), "Two tensors have this name.", "The file was written wrongly: convert the model again.");
            if (entry.Offset > file.Length - dataStart || bytes > file.Length - dataStart - entry.Offset)
            {
                throw new CheckpointException(
                    new(file.Path, entry.Name),
                    $"The data takes {bytes:N0} bytes from byte {entry.Offset:N0} of the data section, but the file has {file.Length:N0} bytes, {Math.Max(0, file.Length - dataStart):N0} of them data.",
                    "The file looks truncated: compare its size with the one published and download it again.");
            }

            tensors.Add(new(entry.Name, entry.Type, entry.Shape, new(file.Path, entry.Name, dataStart + entry.Offset)));
        }

        long end = dataStart;
        foreach (TensorInfo tensor in tensors.OrderBy(tensor => tensor.Location.OffsetBytes).ThenBy(tensor => tensor.ByteCount))
        {
            if (tensor.Location.OffsetBytes < end)
                throw new CheckpointException(tensor.Location, "The data overlaps that of another tensor.", "The file was written wrongly: convert the model again.");
            end = tensor.Location.OffsetBytes!.Value + tensor.ByteCount;
        }

        return tensors;
    }

    private readonly record struct Entry(string Name, TensorType Type, TensorShape Shape, long Offset);
}
