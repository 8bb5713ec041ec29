using Ingot.Text.Unicode;

namespace Ingot.Text.Tokenizers;

/// <summary>Finds added tokens in text: leftmost, then longest.</summary>
internal sealed class AddedTokenFinder
{
    private readonly AddedToken[] tokens;
    private readonly int[][] contents;
    private readonly Dictionary<int, int[]> byFirst = [];

    /// <param name="tokens">The tokens.</param>
    /// <param name="normalizer">Changes their spelling as it will have changed the text's; null leaves both.</param>
    public AddedTokenFinder(IEnumerable<AddedToken> tokens, TextNormalizer? normalizer)
    {
        this.tokens = [.. tokens];
        contents = [.. this.tokens.Select(token => CodePoints.FromString(token.Content)).Select(points => normalizer?.Normalize(points) ?? points)];
        foreach (IGrouping<int, int> group in Enumerable.Range(0, contents.Length).Where(i => contents[i].Length > 0).GroupBy(i => contents[i][0]))
            byFirst.Add(group.Key, [.. group.OrderByDescending(i => contents[i].Length)]);
    }

    /// <summary>Cuts text into tokens and what lies between them; a part's id is -1 where it is text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="includeSpecial">Whether special tokens count.</param>
    public List<(int Start, int End, int Id)> Find(ReadOnlySpan<int> text, bool includeSpecial)
    {
        List<(int, int, int)> parts = [];
        int written = 0;
        for (int start = 0; start < text.Length && byFirst.Count > 0;)
        {
            int index = byFirst.TryGetValue(text[start], out int[]? candidates) ? Longest(text[start..], candidates, includeSpecial) : -1;
            int end = index < 0 ? start + 1 : start + contents[index].Length;
            if (index < 0 || tokens[index].SingleWord && !StandsAlone(text, start, end))
            {
                start = end;
                continue;
            }

            int first = start;
            while (tokens[index].StripsLeft && first > written && CodePoints.IsWhiteSpace(text[first - 1]))
                first--;
            while (tokens[index].StripsRight && end < text.Length && CodePoints.IsWhiteSpace(text[end]))
                end++;
            if (first > written)
                parts.Add((written, first, -1));
            parts.Add((first, end, tokens[index].Id));
            written = start = end;
        }

        if (written < text.Length)
            parts.Add((written, text.Length, -1));
        return parts;
    }

    private int Longest(ReadOnlySpan<int> text, int[] candidates, bool includeSpecial)
    {
        foreach (int index in candidates)
        {
            if ((includeSpecial || !tokens[index].IsSpecial) && text.StartsWith(contents[index]))
                return index;
        }

        return -1;
    }

    private static bool StandsAlone(ReadOnlySpan<int> text, int start, int end) =>
        (start == 0 || !CodePoints.HasCategory(text[start - 1], UnicodeCategories.Word))
        && (end == text.Length || !CodePoints.HasCategory(text[end], UnicodeCategories.Word));
}
