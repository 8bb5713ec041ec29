using System.IO.Compression;
using System.Text.Json;

namespace Ingot.Testing;

/// <summary>Golden data in JSON. The long lists are kept packed, as <c>NAME.json.gz</c>: a tenth of the size.</summary>
public static class PackedJson
{
    /// <summary>Parses a file, or the packed one beside its name.</summary>
    public static JsonDocument Parse(string path)
    {
        if (File.Exists(path))
            return JsonDocument.Parse(File.ReadAllBytes(path));
        using GZipStream packed = new(File.OpenRead(path + ".gz"), CompressionMode.Decompress);
        return JsonDocument.Parse(packed);
    }
}
