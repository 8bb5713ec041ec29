using Ingot.Text.Unicode;

namespace Ingot.Text.Tokenizers;

/// <summary>GPT-2's: a space in front if asked, its split expression if asked, then bytes as printable characters.</summary>
internal sealed class ByteLevelSplitter(bool addPrefixSpace, bool useExpression) : PreTokenizer
{
    /// <summary>GPT-2's split expression.</summary>
    public const string Expression = @"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+";

    private readonly PatternSplitter? splitter =
        useExpression ? new(SplitPattern.Of(CodePointExpression.Parse(Expression)), SplitBehavior.Isolated) : null;

    /// <inheritdoc/>
    public override void Split(ReadOnlyMemory<int> piece, bool isFirst, List<ReadOnlyMemory<int>> pieces)
    {
        if (addPrefixSpace && (piece.IsEmpty || piece.Span[0] != ' '))
            piece = (int[])[' ', .. piece.Span];
        List<ReadOnlyMemory<int>> parts = [];
        if (splitter is null)
            parts.Add(piece);
        else
            splitter.Split(piece, isFirst, parts);
        foreach (ReadOnlyMemory<int> part in parts)
            pieces.Add(Spell(part.Span));
    }

    private static int[] Spell(ReadOnlySpan<int> part)
    {
        Span<byte> utf8 = stackalloc byte[4];
        int[] spelled = new int[part.Length * 4];
        int count = 0;
        foreach (int point in part)
        {
            int length = new System.Text.Rune(point).EncodeToUtf8(utf8);
            foreach (byte value in utf8[..length])
                spelled[count++] = ByteLevelAlphabet.Character(value);
        }

        Array.Resize(ref spelled, count);
        return spelled;
    }
}
