using Ingot.Tensors;

namespace Ingot.Text.Unicode;

/// <summary>
/// A regular expression over code points, for the subset tokenizers use: classes (nested, negated, intersected), Unicode
/// properties, groups, alternation, greedy, lazy and possessive repetition, look-ahead, anchors and <c>(?i:...)</c>.
/// </summary>
/// <remarks>
/// .NET's own engine reads UTF-16 and sees a letter beyond the basic plane as two surrogates. Meaning follows Oniguruma's Ruby
/// syntax, which the tokenizers library uses: <c>^</c> and <c>$</c> are those of a line, <c>.</c> excludes the line feed.
/// </remarks>
internal sealed class CodePointExpression
{
    private CodePointExpression(string pattern, Instruction[] program, int splitCount)
    {
        Pattern = pattern;
        Program = program;
        SplitCount = splitCount;
    }

    /// <summary>The expression as written.</summary>
    public string Pattern { get; }

    /// <summary>The compiled form.</summary>
    internal Instruction[] Program { get; }

    /// <summary>How many of its instructions are splits, numbered by <see cref="Instruction.Choice"/>.</summary>
    internal int SplitCount { get; }

    /// <summary>Compiles an expression.</summary>
    /// <exception cref="IngotException">It uses something outside the subset; the message names it.</exception>
    public static CodePointExpression Parse(string pattern, FileLocation? location = null)
    {
        ExpressionNode tree = new ExpressionParser(pattern, location).Parse();
        ExpressionCompiler compiler = new(pattern, location);
        Instruction[] program = compiler.Compile(tree);
        return new(pattern, program, compiler.SplitCount);
    }

    /// <summary>The non-overlapping matches, leftmost first.</summary>
    public List<(int Start, int End)> Matches(ReadOnlySpan<int> text)
    {
        List<(int, int)> found = [];
        ExpressionMatcher matcher = new(this);
        int start = 0;
        while (start <= text.Length)
        {
            int end = matcher.MatchAt(text, start);
            if (end < 0)
            {
                start++;
                continue;
            }

            found.Add((start, end));
            matcher.ForgetBefore(end);
            start = end > start ? end : start + 1;
        }

        return found;
    }
}
