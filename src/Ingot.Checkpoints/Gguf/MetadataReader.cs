using Ingot.Formats.Gguf;
using Ingot.Tensors;

namespace Ingot.Checkpoints.Gguf;

/// <summary>Reads typed values of a GGUF's metadata; what is missing or of another type is an error naming the key.</summary>
internal sealed class MetadataReader(GgufMetadata metadata, FileLocation file, ISet<string>? asked = null)
{
    public FileLocation File => file;

    public string? OptionalString(string key) => Find(key) is { } value
        ? value.AsString() ?? throw WrongType(key, "a string")
        : null;

    public int Integer(string key) => OptionalInteger(key) ?? throw Missing(key);

    /// <summary>An integer; of a per-layer array, the common value.</summary>
    public int? OptionalInteger(string key)
    {
        if (Find(key) is not { } value)
            return null;
        long? number = value.AsInteger() ?? Common(value.AsArray<int>()) ?? Common(value.AsArray<uint>());
        return number is >= int.MinValue and <= int.MaxValue ? (int)number.Value : throw WrongType(key, "an integer");
    }

    public float Number(string key) => OptionalNumber(key) ?? throw Missing(key);

    public float? OptionalNumber(string key) => Find(key) is { } value
        ? (float)(value.AsNumber() ?? throw WrongType(key, "a number"))
        : null;

    public bool? OptionalBool(string key) => Find(key) is { } value ? value.AsBool() ?? throw WrongType(key, "a truth value") : null;

    public T[]? OptionalArray<T>(string key) => Find(key) is { } value
        ? value.AsArray<T>() ?? throw WrongType(key, $"an array of {typeof(T).Name}")
        : null;

    public CheckpointException WrongType(string key, string expected) => new(
        file with { Item = key }, $"The key must be {expected}.", "The file is damaged or made by a tool that writes another type: convert the model again.");

    private GgufValue? Find(string key)
    {
        _ = asked?.Add(key);
        return metadata[key];
    }

    public CheckpointException Missing(string key) => new(
        file with { Item = key }, "The key is missing.", "The file is incomplete: convert the model again, or download it again.");

    private static long? Common<T>(T[]? items)
        where T : IConvertible => items is { Length: > 0 } && items.All(item => item.Equals(items[0])) ? items[0].ToInt64(null) : null;
}
