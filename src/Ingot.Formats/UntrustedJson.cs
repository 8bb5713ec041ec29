using System.Buffers.Text;
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
            if (EscapesHalfACharacter(utf8.Span))
                throw new JsonException("A string escapes half of a surrogate pair.");
            return read(document.RootElement);
        }
        // InvalidOperationException: a name escapes half of a surrogate pair, which is found while names are compared.
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            throw new CheckpointException(
                location, $"This is no JSON that we accept: {error.Message}", "The file is damaged or was edited by hand: download it again.", error);
        }
    }

    /// <summary>Whether a string of a valid document has an escape such as \ud800 without its other half: no text, and found only when it is read.</summary>
    private static bool EscapesHalfACharacter(ReadOnlySpan<byte> json)
    {
        bool awaitsLow = false;
        while (json.IndexOf((byte)'\\') is >= 0 and int at)
        {
            bool isUnicode = json[at + 1] == 'u';
            int unit = isUnicode && Utf8Parser.TryParse(json.Slice(at + 2, 4), out int value, out _, 'x') ? value : 0;
            bool isLow = unit is >= 0xDC00 and <= 0xDFFF;
            if (isLow != awaitsLow || (awaitsLow && at > 0))
                return true;
            awaitsLow = unit is >= 0xD800 and <= 0xDBFF;
            json = json[(at + (isUnicode ? 6 : 2))..];
        }

        return awaitsLow;
    }
}
