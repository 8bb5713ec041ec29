using Ingot.Text.Unicode;

namespace Ingot.Text.Tokenizers;

/// <summary>Finds places in text: a literal, an expression or every character of a set.</summary>
internal abstract class SplitPattern
{
    /// <summary>The non-overlapping matches in order.</summary>
    public abstract List<(int Start, int End)> Matches(ReadOnlySpan<int> text);

    /// <summary>An expression.</summary>
    public static SplitPattern Of(CodePointExpression expression) => new ExpressionPattern(expression);

    /// <summary>A literal; empty matches nothing.</summary>
    public static SplitPattern Of(int[] literal) => new LiteralPattern(literal);

    /// <summary>Each character of a set.</summary>
    public static SplitPattern Of(CodePointSet set) => new SetPattern(set);

    private sealed class ExpressionPattern(CodePointExpression expression) : SplitPattern
    {
        public override List<(int Start, int End)> Matches(ReadOnlySpan<int> text) => expression.Matches(text);
    }

    private sealed class LiteralPattern(int[] literal) : SplitPattern
    {
        public override List<(int Start, int End)> Matches(ReadOnlySpan<int> text)
        {
            List<(int, int)> found = [];
            for (int start = 0; literal.Length > 0 && start <= text.Length - literal.Length;)
            {
                int offset = text[start..].IndexOf(literal);
                if (offset < 0)
                    break;
                found.Add((start + offset, start + offset + literal.Length));
                start += offset + literal.Length;
            }

            return found;
        }
    }

    private sealed class SetPattern(CodePointSet set) : SplitPattern
    {
        public override List<(int Start, int End)> Matches(ReadOnlySpan<int> text)
        {
            List<(int, int)> found = [];
            for (int i = 0; i < text.Length; i++)
            {
                if (set.Contains(text[i]))
                    found.Add((i, i + 1));
            }

            return found;
        }
    }
}
