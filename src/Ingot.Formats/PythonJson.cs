using System.Globalization;
using System.Text;

namespace Ingot.Formats;

/// <summary>Strings in JSON exactly as the writers of checkpoint files put them, so that our files have the same bytes.</summary>
internal static class PythonJson
{
    /// <summary>Appends a quoted string.</summary>
    /// <param name="json">Receives it.</param>
    /// <param name="text">The string.</param>
    /// <param name="asciiOnly">
    /// True as Python's <c>json.dumps</c> does, which escapes everything outside printable ASCII; false as safetensors' own
    /// serializer does, which escapes control characters only.
    /// </param>
    public static StringBuilder AppendQuoted(this StringBuilder json, string text, bool asciiOnly)
    {
        _ = json.Append('"');
        foreach (char character in text)
        {
            _ = character switch
            {
                '"' => json.Append("\\\""),
                '\\' => json.Append("\\\\"),
                '\n' => json.Append("\\n"),
                '\r' => json.Append("\\r"),
                '\t' => json.Append("\\t"),
                '\b' => json.Append("\\b"),
                '\f' => json.Append("\\f"),
                _ when character < ' ' || (asciiOnly && character > '~') => json.Append(CultureInfo.InvariantCulture, $"\\u{(int)character:x4}"),
                _ => json.Append(character),
            };
        }

        return json.Append('"');
    }

    /// <summary>Orders strings by code point, as both of those writers do; UTF-16 order differs above U+FFFF.</summary>
    public static int Compare(string left, string right) => Encoding.UTF8.GetBytes(left).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(right));
}
