using System.Security.Cryptography;
using System.Text.Json;
using Ingot.Conversion.Tests.Gguf;
using Ingot.Formats.Gguf;

namespace Ingot.Conversion.Tests;

/// <summary>A GGUF as the published tools wrote it: hash, keys in order, tensors in order.</summary>
internal sealed class Manifest
{
    private readonly string[] keys;
    private readonly string[] tensors;
    private readonly string[] tensorsAnywhere;

    private Manifest(JsonElement root)
    {
        Hash = root.TryGetProperty("file_sha256", out JsonElement hash) ? hash.GetString() : null;
        Arguments = root.TryGetProperty("arguments", out JsonElement arguments) ? [.. arguments.EnumerateArray().Select(item => item.GetString()!)] : [];
        keys = [.. MetadataText.Lines(root.GetProperty("kv"))];
        tensors = [.. root.GetProperty("tensors").EnumerateArray().Select(tensor => Line(tensor, withOffset: true))];
        tensorsAnywhere = [.. root.GetProperty("tensors").EnumerateArray().Select(tensor => Line(tensor, withOffset: false))];
    }

    /// <summary>SHA-256 of the whole file; null where the tool writes a path into it.</summary>
    public string? Hash { get; }

    /// <summary>What the tool was told.</summary>
    public string[] Arguments { get; }

    /// <summary>The value after an argument; null when it was not given.</summary>
    public string? Argument(string name) => Array.IndexOf(Arguments, name) is >= 0 and int at ? Arguments[at + 1] : null;

    /// <summary>A manifest that is a file of its own.</summary>
    public static Manifest Read(string path)
    {
        using JsonDocument file = PackedJson.Parse(path);
        return new(file.RootElement);
    }

    /// <summary>The manifest of one file type in a list of them.</summary>
    public static Manifest Read(string path, string fileType)
    {
        using JsonDocument file = PackedJson.Parse(path);
        return new(file.RootElement.GetProperty("types").GetProperty(fileType));
    }

    /// <summary>Fails unless the file is that one, naming the first key or tensor that differs before the hash says so.</summary>
    public void AssertIs(string path)
    {
        using (GgufFile actual = GgufFile.Open(path))
        {
            // The manifests leave out the one key that is a path.
            AssertSame(keys, [.. MetadataText.Lines(actual.Metadata.Where(pair => pair.Key != "quantize.imatrix.file"))]);
            AssertSame(tensors, Tensors(actual, withOffset: true));
        }

        if (Hash is not null)
            Assert.Equal(Hash, HashOf(path));
    }

    /// <summary>Fails unless the file is that one but for keys under <c>ingot.</c>, which move the data.</summary>
    public void AssertIsButForIngotKeys(string path)
    {
        using GgufFile actual = GgufFile.Open(path);
        string[] lines = [.. MetadataText.Lines(actual.Metadata)];
        AssertSame(keys, [.. lines.Where(line => !line.StartsWith("ingot.", StringComparison.Ordinal))]);
        Assert.Contains(lines, line => line.StartsWith("ingot.lineage string ", StringComparison.Ordinal));
        AssertSame(tensorsAnywhere, Tensors(actual, withOffset: false));
    }

    public static string HashOf(string path)
    {
        using FileStream file = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(file));
    }

    private static void AssertSame(string[] expected, string[] actual)
    {
        for (int i = 0; i < Math.Min(expected.Length, actual.Length); i++)
            Assert.True(expected[i] == actual[i], $"Entry {i}:\nexpected {expected[i]}\nactual   {actual[i]}");
        Assert.Equal(expected.Length, actual.Length);
    }

    private static string[] Tensors(GgufFile file, bool withOffset)
    {
        long start = file.Tensors.Min(tensor => tensor.Location.OffsetBytes!.Value);
        return
        [
            .. file.Tensors.Select(tensor =>
            {
                byte[] bytes = new byte[tensor.ByteCount];
                file.Read(tensor, 0, bytes);
                string shape = string.Join(',', tensor.Shape.Dimensions.ToArray().Reverse());
                string offset = withOffset ? $" at {tensor.Location.OffsetBytes - start}" : "";
                return $"{tensor.Name} {tensor.Type.Name} [{shape}]{offset} {Convert.ToHexStringLower(SHA256.HashData(bytes))}";
            }),
        ];
    }

    private static string Line(JsonElement tensor, bool withOffset)
    {
        string shape = string.Join(',', tensor.GetProperty("shape").EnumerateArray().Select(size => size.GetInt64()));
        string offset = withOffset ? $" at {tensor.GetProperty("offset").GetInt64()}" : "";
        return $"{tensor.GetProperty("name").GetString()} {tensor.GetProperty("type").GetString()!.ToUpperInvariant()} [{shape}]{offset} {tensor.GetProperty("sha256").GetString()}";
    }
}
