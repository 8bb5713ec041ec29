namespace Ingot.Text.Tokenizers;

/// <summary>Writes spaces as a visible mark, puts one in front if asked, and cuts before each mark if asked.</summary>
internal sealed class MetaspaceSplitter(int mark, PrependScheme scheme, bool split) : PreTokenizer
{
    private readonly PatternSplitter splitter = new(SplitPattern.Of([mark]), SplitBehavior.MergedWithNext);

    /// <inheritdoc/>
    public override void Split(ReadOnlyMemory<int> piece, bool isFirst, List<ReadOnlyMemory<int>> pieces)
    {
        List<int> marked = new(piece.Length + 1);
        bool prepend = scheme == PrependScheme.Always || scheme == PrependScheme.First && isFirst;
        if (prepend && !(piece.Length > 0 && (piece.Span[0] == mark || piece.Span[0] == ' ')))
            marked.Add(mark);
        foreach (int point in piece.Span)
            marked.Add(point == ' ' ? mark : point);
        int[] text = [.. marked];
        if (split)
            splitter.Split(text, isFirst, pieces);
        else if (text.Length > 0)
            pieces.Add(text);
    }
}
