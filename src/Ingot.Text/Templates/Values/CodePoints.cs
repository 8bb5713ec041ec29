namespace Ingot.Text.Templates.Values;

/// <summary>Text by code point, as Python counts it; a lone surrogate is one too.</summary>
internal static class CodePoints
{
    /// <summary>Number of code points.</summary>
    public static int Count(string text)
    {
        int count = text.Length;
        for (int i = 1; i < text.Length; i++)
            if (char.IsSurrogatePair(text[i - 1], text[i]))
                count--;
        return count;
    }

    /// <summary>The code points as strings.</summary>
    public static IEnumerable<string> Split(string text)
    {
        for (int i = 0; i < text.Length;)
        {
            int length = WidthAt(text, i);
            yield return text.Substring(i, length);
            i += length;
        }
    }

    /// <summary>UTF-16 offset of each code point, then the text's length.</summary>
    public static int[] Offsets(string text)
    {
        int[] offsets = new int[Count(text) + 1];
        for (int i = 0, at = 0; i < offsets.Length - 1; i++, at += WidthAt(text, at))
            offsets[i] = at;
        offsets[^1] = text.Length;
        return offsets;
    }

    /// <summary>Compares by code point, which UTF-16 order is not beyond U+FFFF.</summary>
    public static int Compare(string left, string right)
    {
        int common = Math.Min(left.Length, right.Length);
        for (int i = 0; i < common; i++)
            if (left[i] != right[i])
                return Rank(left[i]) - Rank(right[i]);
        return left.Length - right.Length;

        // Surrogates stand for what comes after every other unit.
        static int Rank(char unit) => char.IsSurrogate(unit) ? unit + 0x10000 : unit;
    }

    private static int WidthAt(string text, int index) =>
        index + 1 < text.Length && char.IsSurrogatePair(text[index], text[index + 1]) ? 2 : 1;
}
