using System.Globalization;
using System.Text;

namespace Ingot.Text.Templates.Syntax;

/// <summary>Python's escapes in a string literal.</summary>
internal static class StringEscapes
{
    private const string Letters = "\\'\"abfnrtv", Meanings = "\\'\"\a\b\f\n\r\t\v";

    /// <summary>What the literal stands for; null when an escape is malformed.</summary>
    public static string? Decode(ReadOnlySpan<char> literal)
    {
        StringBuilder text = new(literal.Length);
        for (int i = 0; i < literal.Length; i++)
        {
            if (literal[i] != '\\' || i + 1 == literal.Length)
            {
                text.Append(literal[i]);
                continue;
            }
            char c = literal[++i];
            int digits = c switch { 'x' => 2, 'u' => 4, 'U' => 8, _ => 0 };
            if (digits > 0)
            {
                if (i + digits >= literal.Length
                    || !uint.TryParse(literal.Slice(i + 1, digits), NumberStyles.AllowHexSpecifier, null, out uint code) || code > 0x10FFFF)
                    return null;
                if (code > 0xFFFF)
                    text.Append(char.ConvertFromUtf32((int)code));
                else
                    text.Append((char)code);
                i += digits;
            }
            else if (c is >= '0' and <= '7')
            {
                int code = 0, end = Math.Min(i + 3, literal.Length);
                for (; i < end && literal[i] is >= '0' and <= '7'; i++)
                    code = (code * 8) + literal[i] - '0';
                text.Append((char)code);
                i--;
            }
            else if (c == 'N')
                return null;
            else if (Letters.Contains(c))
                text.Append(Meanings[Letters.IndexOf(c)]);
            else if (c != '\n')
                text.Append('\\').Append(c); // Python keeps the backslash of an escape it does not know.
        }
        return text.ToString();
    }
}
