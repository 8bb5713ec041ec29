using System.Text.Encodings.Web;
using System.Text.Json;

namespace Ingot.Cli.Rendering;

/// <summary>JSON for machines and people: indented, with every script readable.</summary>
internal static class JsonText
{
    /// <summary>A writer to a stream that stays the caller's.</summary>
    public static Utf8JsonWriter Writer(Stream stream) =>
        new(stream, new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    /// <summary>A number, or null for one that JSON cannot say: NaN and infinity.</summary>
    public static void WriteFinite(Utf8JsonWriter json, string name, double value)
    {
        if (double.IsFinite(value))
            json.WriteNumber(name, value);
        else
            json.WriteNull(name);
    }
}
