using System.Text;
using Ingot.Text.Unicode;

namespace Ingot.Text.Tokenizers;

/// <summary>One after another.</summary>
internal sealed class NormalizerSequence(IReadOnlyList<TextNormalizer> items) : TextNormalizer
{
    /// <inheritdoc/>
    public override int[] Normalize(ReadOnlySpan<int> text)
    {
        int[] points = text.ToArray();
        foreach (TextNormalizer item in items)
            points = item.Normalize(points);
        return points;
    }
}

/// <summary>NFC, NFD, NFKC, NFKD.</summary>
internal sealed class FormNormalizer(UnicodeForm form) : TextNormalizer
{
    /// <inheritdoc/>
    public override int[] Normalize(ReadOnlySpan<int> text) => UnicodeNormalizer.Normalize(text, form);
}

/// <summary>Lower case, character by character.</summary>
internal sealed class LowercaseNormalizer : TextNormalizer
{
    /// <inheritdoc/>
    public override int[] Normalize(ReadOnlySpan<int> text)
    {
        List<int> points = new(text.Length);
        foreach (int point in text)
        {
            // The one character whose lower case is two.
            if (point == 0x130)
                points.AddRange([0x69, 0x307]);
            else
                points.Add(Rune.ToLowerInvariant(new(point)).Value);
        }

        return [.. points];
    }
}

/// <summary>Drops the characters of some general categories.</summary>
internal sealed class RemovingNormalizer(int categories) : TextNormalizer
{
    /// <inheritdoc/>
    public override int[] Normalize(ReadOnlySpan<int> text)
    {
        List<int> points = new(text.Length);
        foreach (int point in text)
        {
            if (!CodePoints.HasCategory(point, categories))
                points.Add(point);
        }

        return [.. points];
    }
}

/// <summary>Replaces every match.</summary>
internal sealed class ReplaceNormalizer(SplitPattern pattern, int[] content) : TextNormalizer
{
    /// <inheritdoc/>
    public override int[] Normalize(ReadOnlySpan<int> text)
    {
        List<int> points = new(text.Length);
        int written = 0;
        foreach ((int start, int end) in pattern.Matches(text))
        {
            points.AddRange(text[written..start]);
            points.AddRange(content);
            written = end;
        }

        points.AddRange(text[written..]);
        return [.. points];
    }
}

/// <summary>Puts text in front, unless there is none to put it before.</summary>
internal sealed class PrependNormalizer(int[] content) : TextNormalizer
{
    /// <inheritdoc/>
    public override int[] Normalize(ReadOnlySpan<int> text) => text.IsEmpty ? [] : [.. content, .. text];
}

/// <summary>Drops white space at the ends.</summary>
internal sealed class StripNormalizer(bool left, bool right) : TextNormalizer
{
    /// <inheritdoc/>
    public override int[] Normalize(ReadOnlySpan<int> text)
    {
        int start = 0, end = text.Length;
        while (left && start < end && CodePoints.IsWhiteSpace(text[start]))
            start++;
        while (right && end > start && CodePoints.IsWhiteSpace(text[end - 1]))
            end--;
        return text[start..end].ToArray();
    }
}

/// <summary>BERT's cleaning: control characters go, white space becomes a space, ideographs stand alone.</summary>
internal sealed class BertCleaningNormalizer(bool clean, bool spaceIdeographs) : TextNormalizer
{
    /// <inheritdoc/>
    public override int[] Normalize(ReadOnlySpan<int> text)
    {
        List<int> points = new(text.Length);
        foreach (int point in text)
        {
            bool isSpace = CodePoints.IsWhiteSpace(point);
            if (clean && (point is 0 or CodePoints.Replacement || !isSpace && CodePoints.HasCategory(point, UnicodeCategories.Other)))
                continue;
            if (spaceIdeographs && IsIdeograph(point))
                points.AddRange([' ', point, ' ']);
            else
                points.Add(clean && isSpace ? ' ' : point);
        }

        return [.. points];
    }

    /// <summary>The ranges the reference implementations share; 2B920 stands there for 2B820.</summary>
    private static bool IsIdeograph(int point) => point is >= 0x4E00 and <= 0x9FFF or >= 0x3400 and <= 0x4DBF or >= 0x20000 and <= 0x2A6DF
        or >= 0x2A700 and <= 0x2B73F or >= 0x2B740 and <= 0x2B81F or >= 0x2B920 and <= 0x2CEAF or >= 0xF900 and <= 0xFAFF
        or >= 0x2F800 and <= 0x2FA1F;
}

/// <summary>Writes each UTF-8 byte as its printable character.</summary>
internal sealed class ByteLevelNormalizer : TextNormalizer
{
    /// <inheritdoc/>
    public override int[] Normalize(ReadOnlySpan<int> text)
    {
        List<int> points = new(text.Length);
        foreach (byte value in CodePoints.ToUtf8(text))
            points.Add(ByteLevelAlphabet.Character(value));
        return [.. points];
    }
}
