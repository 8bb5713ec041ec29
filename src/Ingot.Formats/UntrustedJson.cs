using System.Text.Json;
using System.Text.Unicode;
using Ingot.Tensors;

namespace Ingot.Formats;

/// <summary>JSON that somebody else wrote: bounded in depth, without duplicate keys, in valid UTF-8.</summary>
internal static class UntrustedJson
{
    /// <summary>Parses a document and hands its root to <paramref name="read"/>, turning every fault of the text into our error.</summary>
    /// <param name="location">The file, and where in it the text starts.</param>
    /// <param name="utf8">The text; a byte order mark is skipped.</param>
    /// <param name="maxDepth">Levels of nesting allowed.</param>
    /// <param name="read">Reads what it needs; the document ends when it returns.</param>
    /// <exception cref="CheckpointException">The text is no JSON, too deep, or has a key twice.</exception>
    public static T Parse<T>(FileLocation location, ReadOnlyMemory<byte> utf8, int maxDepth, Func<JsonElement, T> read)
    {
        if (utf8.Span.StartsWith("\uFEFF"u8))
            utf8 = utf8[3..];
        if (!Utf8.IsValid(utf8.Span))
            throw new CheckpointException(location, "The JSON text is not valid UTF-8.", "The file is damaged: download it again.");
        try
        {
            using JsonDocument document = JsonDocument.Parse(utf8, new() { MaxDepth = maxDepth, AllowDuplicateProperties = false });
            return read(document.RootElement);
        }
        // InvalidOperationException: a string escapes half of a surrogate pair.
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            throw new CheckpointException(
                location, $"This is no JSON that we accept: {error.Message}", "The file is damaged or was edited by hand: download it again.", error);
        }
    }
}
