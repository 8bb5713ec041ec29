namespace Ingot.Text.Tokenizers;

/// <summary>Cuts at the matches of a pattern.</summary>
/// <param name="pattern">What to look for.</param>
/// <param name="behavior">What becomes of the matches.</param>
/// <param name="invert">Whether what lies between the matches counts as the matches.</param>
internal sealed class PatternSplitter(SplitPattern pattern, SplitBehavior behavior, bool invert = false) : PreTokenizer
{
    /// <inheritdoc/>
    public override void Split(ReadOnlyMemory<int> piece, bool isFirst, List<ReadOnlyMemory<int>> pieces)
    {
        foreach ((int start, int end) in Cut(piece.Span))
        {
            if (end > start)
                pieces.Add(piece[start..end]);
        }
    }

    private List<(int Start, int End)> Cut(ReadOnlySpan<int> text)
    {
        List<(int Start, int End, bool IsMatch)> parts = Parts(text);
        List<(int Start, int End)> cut = new(parts.Count);
        bool previous = false;
        switch (behavior)
        {
            case SplitBehavior.Removed:
                cut.AddRange(parts.Where(part => !part.IsMatch).Select(part => (part.Start, part.End)));
                break;
            case SplitBehavior.Isolated:
                cut.AddRange(parts.Select(part => (part.Start, part.End)));
                break;
            case SplitBehavior.MergedWithPrevious:
                foreach ((int start, int end, bool isMatch) in parts)
                {
                    if (isMatch && !previous && cut.Count > 0)
                        cut[^1] = (cut[^1].Start, end);
                    else
                        cut.Add((start, end));
                    previous = isMatch;
                }

                break;
            case SplitBehavior.MergedWithNext:
                foreach ((int start, int end, bool isMatch) in parts)
                {
                    if (previous && !isMatch)
                        cut[^1] = (cut[^1].Start, end);
                    else
                        cut.Add((start, end));
                    previous = isMatch;
                }

                break;
            default:
                foreach ((int start, int end, bool isMatch) in parts)
                {
                    if (isMatch == previous && cut.Count > 0)
                        cut[^1] = (cut[^1].Start, end);
                    else
                        cut.Add((start, end));
                    previous = isMatch;
                }

                break;
        }

        return cut;
    }

    private List<(int Start, int End, bool IsMatch)> Parts(ReadOnlySpan<int> text)
    {
        List<(int, int, bool)> parts = [];
        int written = 0;
        foreach ((int start, int end) in pattern.Matches(text))
        {
            if (start > written)
                parts.Add((written, start, invert));
            // An empty match is a place to cut, not a part: it separates what surrounds it.
            if (end > start)
                parts.Add((start, end, !invert));
            written = end;
        }

        if (written < text.Length)
            parts.Add((written, text.Length, invert));
        return parts;
    }
}
