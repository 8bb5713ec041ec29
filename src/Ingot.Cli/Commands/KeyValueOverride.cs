using System.Globalization;
using Ingot.Formats.Gguf;

namespace Ingot.Cli.Commands;

/// <summary>Reads <c>KEY=TYPE:VALUE</c>, as llama.cpp's tools write it.</summary>
internal static class KeyValueOverride
{
    /// <summary>The key and its value: int is a signed 64-bit number there, float a double; both are stored as files have them, 32 bits wide.</summary>
    /// <exception cref="UsageException">The text has another form.</exception>
    public static KeyValuePair<string, GgufValue> Parse(string text)
    {
        int equals = text.IndexOf('=', StringComparison.Ordinal), colon = text.IndexOf(':', Math.Max(equals, 0));
        if (equals <= 0 || colon < 0)
            throw Wrong(text);
        string key = text[..equals], type = text[(equals + 1)..colon], value = text[(colon + 1)..];
        GgufValue? parsed = type switch
        {
            "int" when int.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number) =>
                number < 0 ? GgufValue.Of(number) : GgufValue.Of((uint)number),
            "float" when float.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out float number) => GgufValue.Of(number),
            "bool" when value is "true" or "false" => GgufValue.Of(value == "true"),
            "str" => GgufValue.Of(value),
            _ => null,
        };
        return parsed is null ? throw Wrong(text) : new(key, parsed);
    }

    private static UsageException Wrong(string text) => new(
        "--override-kv", $"'{text}' sets no key.", "Write KEY=TYPE:VALUE with the type int, float, bool or str, such as llama.context_length=int:8192.");
}
