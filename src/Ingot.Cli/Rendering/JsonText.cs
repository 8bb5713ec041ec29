using System.Text.Encodings.Web;
using System.Text.Json;

namespace Ingot.Cli.Rendering;

/// <summary>JSON for machines and people: indented, with every script readable.</summary>
internal static class JsonText
{
    /// <summary>A writer to a stream that stays the caller's.</summary>
    public static Utf8JsonWriter Writer(Stream stream) =>
        new(stream, new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
