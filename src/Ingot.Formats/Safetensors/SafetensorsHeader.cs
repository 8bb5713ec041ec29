using System.Buffers.Binary;
using System.Text.Json;
using Ingot.Tensors;

namespace Ingot.Formats.Safetensors;

/// <summary>The header of a safetensors file: eight bytes of length, JSON, then data without gaps to the end of the file.</summary>
/// <param name="Tensors">In the order of their data.</param>
/// <param name="Metadata">The strings under <c>__metadata__</c>.</param>
internal sealed record SafetensorsHeader(IReadOnlyList<TensorInfo> Tensors, IReadOnlyDictionary<string, string> Metadata)
{
    /// <summary>The format's own limit, which its reference reader enforces too.</summary>
    public const int MaxHeaderBytes = 100_000_000;

    // A header nests two levels below its root: tensor, then shape.
    private const int MaxDepth = 8;
    private const int MaxRank = 32;
    private const string Redownload = "The file is damaged or incomplete: compare its size with the one published and download it again.";
    private const string Rewrite = "The file was written wrongly: get it from its publisher again, or save the model again.";

    /// <summary>Reads and checks the header of a file.</summary>
    /// <exception cref="CheckpointException">The header contradicts itself or the file.</exception>
    public static SafetensorsHeader Read(MappedFile file)
    {
        if (file.Length < 8)
            throw new CheckpointException(new(file.Path, OffsetBytes: 0), $"The file has {file.Length:N0} bytes; a safetensors file has at least 8.", Redownload);
        Span<byte> prefix = stackalloc byte[8];
        file.Read(0, prefix);
        ulong length = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
        if (length > MaxHeaderBytes)
        {
            throw new CheckpointException(
                new(file.Path, OffsetBytes: 0),
                $"The header claims {length:N0} bytes; the format allows {MaxHeaderBytes:N0}.",
                "This is no safetensors file, or it is damaged: download it again.");
        }

        if ((long)length > file.Length - 8)
            throw new CheckpointException(new(file.Path, OffsetBytes: 0), $"The header claims {length:N0} bytes but only {file.Length - 8:N0} follow.", Redownload);

        byte[] json = new byte[length];
        file.Read(8, json);
        FileLocation start = new(file.Path, OffsetBytes: 8);
        if (json is not [(byte)'{', ..])
            throw new CheckpointException(start, "The header does not begin with an opening brace.", "This is no safetensors file, or it is damaged: download it again.");
        return UntrustedJson.Parse(start, json, MaxDepth, root => Interpret(file, root, dataStart: 8 + (long)length));
    }

    private static SafetensorsHeader Interpret(MappedFile file, JsonElement root, long dataStart)
    {
        List<TensorInfo> tensors = [];
        IReadOnlyDictionary<string, string> metadata = new Dictionary<string, string>();
        foreach (JsonProperty property in root.EnumerateObject())
        {
            if (property.NameEquals("__metadata__"u8))
                metadata = ReadMetadata(file.Path, property.Value);
            else
                tensors.Add(ReadTensor(file, property.Name, property.Value, dataStart));
        }

        // By end as well, so that an empty tensor comes before the one that starts where it lies.
        tensors = [.. tensors.OrderBy(tensor => tensor.Location.OffsetBytes).ThenBy(tensor => tensor.ByteCount)];
        CheckCoverage(file, tensors, dataStart);
        return new(tensors, metadata);
    }

    private static Dictionary<string, string> ReadMetadata(string path, JsonElement value)
    {
        FileLocation location = new(path, "__metadata__");
        if (value.ValueKind != JsonValueKind.Object)
            throw new CheckpointException(location, "The metadata is no object.", Rewrite);
        Dictionary<string, string> metadata = new(StringComparer.Ordinal);
        foreach (JsonProperty property in value.EnumerateObject())
        {
            metadata[property.Name] = property.Value.ValueKind == JsonValueKind.String
                ? property.Value.GetString()!
                : throw new CheckpointException(location, $"The value of \"{property.Name}\" is no string.", Rewrite);
        }

        return metadata;
    }

    private static TensorInfo ReadTensor(MappedFile file, string name, JsonElement entry, long dataStart)
    {
        CheckpointException Bad(string problem, string remedy = Rewrite) => new(new(file.Path, name, 8), problem, remedy);

        if (name.Length == 0 || name.Contains('\0', StringComparison.Ordinal))
            throw Bad("A tensor's name is empty or contains a NUL character.");
        if (entry.ValueKind != JsonValueKind.Object
            || !entry.TryGetProperty("dtype"u8, out JsonElement dtype) || dtype.ValueKind != JsonValueKind.String
            || !entry.TryGetProperty("shape"u8, out JsonElement shape) || shape.ValueKind != JsonValueKind.Array
            || !entry.TryGetProperty("data_offsets"u8, out JsonElement offsets) || offsets.ValueKind != JsonValueKind.Array)
        {
            throw Bad("The tensor's entry lacks a dtype, a shape or data_offsets.");
        }

        string typeName = dtype.GetString()!;
        TensorType type = TensorTypes.FromSafetensorsName(typeName)
            ?? throw Bad($"The dtype \"{typeName}\" is not one that we know.", "Save the tensor in a common dtype such as BF16, or report the model that uses this one.");
        long[] dimensions = ReadDimensions(shape) ?? throw Bad("The shape is no list of counts.");
        if (!TensorShape.TryCount(dimensions, out long count) || count > long.MaxValue / type.BytesPerBlock)
            throw Bad($"The shape [{string.Join(", ", dimensions)}] has more elements than any file can hold.");
        if (ReadDimensions(offsets) is not [long begin, long end] || begin > end)
            throw Bad("The data_offsets are no pair of a beginning and an end.");
        long dataLength = file.Length - dataStart;
        if (end > dataLength)
            throw Bad($"The data ends at byte {end:N0} of the data section, which has {dataLength:N0}.", Redownload);
        TensorShape checkedShape = new(dimensions);
        if (end - begin != type.ByteCount(checkedShape))
            throw Bad($"The data takes {end - begin:N0} bytes, but {checkedShape} of {typeName} takes {type.ByteCount(checkedShape):N0}.");
        return new(name, type, checkedShape, new(file.Path, name, dataStart + begin));
    }

    /// <summary>A list of non-negative integers, or null when it is something else.</summary>
    private static long[]? ReadDimensions(JsonElement list)
    {
        if (list.GetArrayLength() > MaxRank)
            return null;
        long[] numbers = new long[list.GetArrayLength()];
        int at = 0;
        foreach (JsonElement item in list.EnumerateArray())
        {
            if (item.ValueKind != JsonValueKind.Number || !item.TryGetInt64(out long number) || number < 0)
                return null;
            numbers[at++] = number;
        }

        return numbers;
    }

    private static void CheckCoverage(MappedFile file, List<TensorInfo> tensors, long dataStart)
    {
        long expected = dataStart;
        foreach (TensorInfo tensor in tensors)
        {
            long begin = tensor.Location.OffsetBytes!.Value;
            if (begin < expected)
                throw new CheckpointException(tensor.Location, "The data overlaps that of another tensor.", Rewrite);
            if (begin > expected)
                throw new CheckpointException(tensor.Location, $"{begin - expected:N0} bytes before this tensor belong to none.", Rewrite);
            expected = begin + tensor.ByteCount;
        }

        if (expected != file.Length)
        {
            throw new CheckpointException(
                new(file.Path, OffsetBytes: expected), $"{file.Length - expected:N0} bytes after the last tensor belong to none.", Rewrite);
        }
    }
}
