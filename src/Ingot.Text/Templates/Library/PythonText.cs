using System.Globalization;
using System.Text;

namespace Ingot.Text.Templates.Library;

/// <summary>What Python's strings do that .NET's do otherwise.</summary>
internal static class PythonText
{
    public static bool IsSpace(char c) => char.IsWhiteSpace(c) || c is >= '\x1c' and <= '\x1f';

    /// <summary>Removes these characters, or white space when null, from the ends.</summary>
    public static string Strip(string text, string? characters, bool left = true, bool right = true)
    {
        int start = 0, end = text.Length;
        while (left && start < end && Removes(text[start]))
            start++;
        while (right && end > start && Removes(text[end - 1]))
            end--;
        return text[start..end];

        bool Removes(char c) => characters is null ? IsSpace(c) : characters.Contains(c);
    }

    /// <summary>Splits at white space, or at a separator, at most so many times (less than 0: always).</summary>
    public static List<string> Split(string text, string? separator, long limit)
    {
        List<string> parts = [];
        if (separator is null)
        {
            int at = 0;
            while (true)
            {
                while (at < text.Length && IsSpace(text[at]))
                    at++;
                if (at == text.Length)
                    return parts;
                if (limit >= 0 && parts.Count == limit)
                {
                    parts.Add(text[at..]);
                    return parts;
                }
                int end = at;
                while (end < text.Length && !IsSpace(text[end]))
                    end++;
                parts.Add(text[at..end]);
                at = end;
            }
        }
        int from = 0;
        for (int found; (limit < 0 || parts.Count < limit)
            && (found = text.IndexOf(separator, from, StringComparison.Ordinal)) >= 0; from = found + separator.Length)
            parts.Add(text[from..found]);
        parts.Add(text[from..]);
        return parts;
    }

    /// <summary>The same from the end.</summary>
    public static List<string> SplitRight(string text, string? separator, long limit)
    {
        if (limit < 0)
            return Split(text, separator, limit);
        // Reversed text splits from the left; each part is then turned back.
        List<string> parts = Split(Reverse(text), separator is null ? null : Reverse(separator), limit);
        parts.Reverse();
        return [.. parts.Select(Reverse)];
    }

    public static List<string> Lines(string text, bool keepEnds)
    {
        List<string> lines = [];
        int start = 0;
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] is not ('\n' or '\r' or '\v' or '\f' or '\x1c' or '\x1d' or '\x1e' or '\x85' or '\u2028' or '\u2029'))
                continue;
            int end = text[i] == '\r' && i + 1 < text.Length && text[i + 1] == '\n' ? i + 2 : i + 1;
            lines.Add(text[start..(keepEnds ? end : i)]);
            start = end;
            i = end - 1;
        }
        if (start < text.Length)
            lines.Add(text[start..]);
        return lines;
    }

    public static string Upper(string text) => text.ToUpperInvariant().Replace("ß", "SS");

    public static string Capitalize(string text) => MapWords(text, (_, index) => index == 0);

    /// <summary><c>str.title</c>: a letter after no letter is big.</summary>
    public static string Title(string text) => MapWords(text, (before, index) => index == 0 || !char.IsLetter(before));

    /// <summary>Jinja's filter <c>title</c>: a letter after white space or an opening bracket or a hyphen is big.</summary>
    public static string TitleFilter(string text) =>
        MapWords(text, (before, index) => index == 0 || IsSpace(before) || before is '-' or '(' or '{' or '[' or '<');

    public static string SwapCase(string text) =>
        string.Concat(text.Select(c => char.IsUpper(c) ? char.ToLowerInvariant(c) : char.ToUpperInvariant(c)));

    /// <summary>Replaces the five characters HTML gives a meaning.</summary>
    public static string Escape(string text) => text.Replace("&", "&amp;").Replace("<", "&lt;").Replace(">", "&gt;")
        .Replace("'", "&#39;").Replace("\"", "&#34;");

    /// <summary>Whether <c>repr</c> shows the character as it is.</summary>
    public static bool IsPrintable(Rune rune) => rune.Value == ' ' || Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control
        or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned
        or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.SpaceSeparator);

    private static string MapWords(string text, Func<char, int, bool> isFirst) => string.Concat(text.Select((c, i) =>
        isFirst(i == 0 ? ' ' : text[i - 1], i) ? char.ToUpperInvariant(c) : char.ToLowerInvariant(c)));

    private static string Reverse(string text)
    {
        char[] units = text.ToCharArray();
        Array.Reverse(units);
        return new(units);
    }
}
