using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Ingot.Formats.Gguf;

namespace Ingot.Conversion.Tests.Gguf;

/// <summary>Metadata and its recorded expectation as lines that can be compared.</summary>
internal static class MetadataText
{
    public static IEnumerable<string> Lines(IEnumerable<KeyValuePair<string, GgufValue>> metadata) =>
        metadata.Select(pair => $"{pair.Key} {Describe(pair.Value)}");

    public static IEnumerable<string> Lines(JsonElement kv) => kv.EnumerateArray().Select(entry =>
    {
        string type = entry.GetProperty("type").GetString()!;
        string value = type == "array"
            ? $"{entry.GetProperty("item_type").GetString()} {entry.GetProperty("length").GetInt32()} {entry.GetProperty("sha256").GetString()}"
            : entry.GetProperty("value") is { ValueKind: JsonValueKind.String } text ? text.GetString()!
            : type == "float32" ? Float(entry.GetProperty("value").GetSingle())
            : entry.GetProperty("value").GetRawText();
        return $"{entry.GetProperty("key").GetString()} {type} {value}";
    });

    private static string Describe(GgufValue value) => value.Type switch
    {
        GgufValueType.Array => $"array {Name(value.ItemType!.Value)} {value.Count} {Convert.ToHexStringLower(SHA256.HashData(Payload(value)))}",
        GgufValueType.String => $"string {value.AsString()}",
        GgufValueType.Bool => $"bool {(value.AsBool() == true ? "true" : "false")}",
        GgufValueType.Float32 => $"float32 {Float((float)value.Content)}",
        _ => $"{Name(value.Type)} {value.AsInteger()}",
    };

    private static byte[] Payload(GgufValue value) => value.Content switch
    {
        byte[] bytes => bytes,
        int[] integers => MemoryMarshal.AsBytes<int>(integers).ToArray(),
        bool[] flags => [.. flags.Select(flag => (byte)(flag ? 1 : 0))],
        float[] floats => MemoryMarshal.AsBytes<float>(floats).ToArray(),
        ReadOnlyMemory<byte>[] strings => [.. strings.SelectMany(text => (byte[])[.. BitConverter.GetBytes((long)text.Length), .. text.Span])],
        _ => throw new InvalidOperationException($"No payload for {value.Content.GetType()}."),
    };

    private static string Name(GgufValueType type) => type.ToString().ToLowerInvariant();

    private static string Float(float value) => value.ToString("R", CultureInfo.InvariantCulture);

    public static string Show(ReadOnlyMemory<byte> text) => Encoding.UTF8.GetString(text.Span);
}
