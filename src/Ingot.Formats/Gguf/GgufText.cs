using System.Globalization;
using System.Text;

namespace Ingot.Formats.Gguf;

/// <summary>Metadata values as a person reads them.</summary>
public static class GgufText
{
    private const int ItemsShown = 5;
    private const int CharactersShown = 80;

    /// <summary>A scalar as such; a string quoted and shortened; an array by its type, length and first items.</summary>
    public static string Describe(GgufValue value)
    {
        ArgumentNullException.ThrowIfNull(value);
        if (value.Content is not Array items)
            return Scalar(value.Content);
        IEnumerable<string> shown = items.Cast<object>().Take(ItemsShown).Select(item => item is GgufValue inner ? Describe(inner) : Scalar(item));
        string more = items.Length > ItemsShown ? ", …" : "";
        return string.Create(CultureInfo.InvariantCulture, $"{TypeName(value.ItemType!.Value)}[{items.Length}] [{string.Join(", ", shown)}{more}]");
    }

    /// <summary>The name the format's documentation gives a type, such as <c>uint32</c>.</summary>
    public static string TypeName(GgufValueType type) => type.ToString().ToLowerInvariant();

    private static string Scalar(object content) => content switch
    {
        ReadOnlyMemory<byte> bytes => Quote(Encoding.UTF8.GetString(bytes.Span)),
        bool truth => truth ? "true" : "false",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => content.ToString() ?? "",
    };

    private static string Quote(string text)
    {
        StringBuilder quoted = new("\"");
        int shown = 0;
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (shown++ == CharactersShown)
                return quoted.Append(CultureInfo.InvariantCulture, $"…\" ({text.Length:N0} characters)").ToString();
            _ = rune.Value switch
            {
                '\n' => quoted.Append("\\n"),
                '\r' => quoted.Append("\\r"),
                '\t' => quoted.Append("\\t"),
                '"' => quoted.Append("\\\""),
                '\\' => quoted.Append("\\\\"),
                // Control characters of a stranger's file must not reach a terminal.
                < 0x20 or (>= 0x7F and < 0xA0) => quoted.Append(CultureInfo.InvariantCulture, $"\\u{rune.Value:X4}"),
                _ => quoted.Append(rune.ToString()),
            };
        }

        return quoted.Append('"').ToString();
    }
}
