using System.Globalization;
using System.Text;
using Ingot.Tensors;

namespace Ingot.Text.Unicode;

/// <summary>Reads an expression into a tree.</summary>
internal sealed class ExpressionParser(string pattern, FileLocation? location)
{
    private const int MaximumDepth = 100;
    private const int MaximumCount = 1000;
    private readonly int[] points = CodePoints.FromString(pattern);
    private int position;
    private int depth;
    private bool ignoreCase;

    /// <summary>Reads the whole expression.</summary>
    public ExpressionNode Parse()
    {
        ExpressionNode node = ParseChoice();
        return position == points.Length ? node : throw Unsupported("a closing parenthesis without an opening one");
    }

    private ExpressionNode ParseChoice()
    {
        if (++depth > MaximumDepth)
            throw Unsupported($"more than {MaximumDepth} nested groups");
        List<ExpressionNode> items = [ParseSequence()];
        while (TryTake('|'))
            items.Add(ParseSequence());
        depth--;
        return items.Count == 1 ? items[0] : new ExpressionNode.Choice(items);
    }

    private ExpressionNode.Sequence ParseSequence()
    {
        List<ExpressionNode> items = [];
        while (position < points.Length && points[position] is not ('|' or ')'))
            items.Add(ParseRepeated());
        return new(items);
    }

    private ExpressionNode ParseRepeated()
    {
        ExpressionNode node = ParseOne();
        while (TryParseCount(out int minimum, out int? maximum, out bool isInterval))
        {
            bool lazy = TryTake('?');
            // Ruby reads a{1,2}+ as a repeated interval, so only ?+ *+ ++ are possessive.
            bool possessive = !lazy && !isInterval && TryTake('+');
            node = new ExpressionNode.Repeat(node, minimum, maximum, lazy);
            if (possessive)
                node = new ExpressionNode.Atom(node);
        }

        return node;
    }

    private bool TryParseCount(out int minimum, out int? maximum, out bool isInterval)
    {
        (minimum, maximum, isInterval) = (0, null, false);
        if (TryTake('*'))
            return true;
        if (TryTake('+'))
        {
            minimum = 1;
            return true;
        }

        if (TryTake('?'))
        {
            maximum = 1;
            return true;
        }

        int close = position < points.Length && points[position] == '{' ? Array.IndexOf(points, '}', position) : -1;
        if (close < 0)
            return false;
        string[] bounds = Text(position + 1, close).Split(',');
        if (bounds.Length > 2 || !TryReadCount(bounds[0], out minimum))
            return false;
        maximum = minimum;
        if (bounds.Length == 2)
        {
            maximum = null;
            if (bounds[1].Length > 0)
            {
                if (!TryReadCount(bounds[1], out int upper))
                    return false;
                maximum = upper;
            }
        }

        if (minimum > MaximumCount || maximum > MaximumCount || maximum < minimum)
            throw Unsupported($"the count {Text(position, close + 1)}");
        position = close + 1;
        isInterval = true;
        return true;
    }

    private static bool TryReadCount(string text, out int count) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out count);

    private ExpressionNode ParseOne()
    {
        int point = points[position++];
        switch (point)
        {
            case '(':
                return ParseGroup();
            case '[':
                return new ExpressionNode.One(ParseClass());
            case '.':
                return new ExpressionNode.One(CodePointSet.AnyButLineFeed);
            case '^':
                return new ExpressionNode.At(Anchor.LineStart);
            case '$':
                return new ExpressionNode.At(Anchor.LineEnd);
            case '\\' when position < points.Length && FindAnchor(points[position]) is Anchor anchor:
                position++;
                return new ExpressionNode.At(anchor);
            case '\\':
                return new ExpressionNode.One(ParseEscape(out int literal) ?? Literal(literal));
            case '*' or '+' or '?':
                throw Unsupported($"a repetition of nothing at {position}");
            default:
                return new ExpressionNode.One(Literal(point));
        }
    }

    private static Anchor? FindAnchor(int point) => point switch
    {
        'b' => Anchor.WordBoundary,
        'B' => Anchor.NoWordBoundary,
        'A' => Anchor.TextStart,
        'z' => Anchor.TextEnd,
        _ => null,
    };

    private ExpressionNode ParseGroup()
    {
        bool outerIgnoreCase = ignoreCase;
        Func<ExpressionNode, ExpressionNode> wrap = node => node;
        if (TryTake('?'))
        {
            if (TryTake('='))
                wrap = node => new ExpressionNode.Look(node, Negative: false);
            else if (TryTake('!'))
                wrap = node => new ExpressionNode.Look(node, Negative: true);
            else if (TryTake('>'))
                wrap = node => new ExpressionNode.Atom(node);
            else if (TryTake('i'))
                ignoreCase = TryTake(':') ? true : throw Unsupported("an inline option without a group");
            else if (!TryTake(':'))
                throw Unsupported($"the group (?{(position < points.Length ? new Rune(points[position]).ToString() : "")}");
        }

        ExpressionNode inner = ParseChoice();
        if (!TryTake(')'))
            throw Unsupported("an opening parenthesis without a closing one");
        ignoreCase = outerIgnoreCase;
        return wrap(inner);
    }

    private CodePointSet ParseClass()
    {
        if (++depth > MaximumDepth)
            throw Unsupported($"more than {MaximumDepth} nested classes");
        bool negated = TryTake('^');
        List<CodePointSet> members = [];
        List<(int, int)> ranges = [];
        CodePointSet? alsoIn = null;
        int first = position;
        while (true)
        {
            if (position >= points.Length)
                throw Unsupported("a class without its closing bracket");
            if (points[position] == ']' && position > first)
                break;
            if (points[position] == '&' && position + 1 < points.Length && points[position + 1] == '&')
            {
                position += 2;
                CodePointSet left = new(ranges, members: members, alsoIn: alsoIn);
                (members, ranges, alsoIn) = ([], [], left);
                continue;
            }

            ReadClassItem(members, ranges);
        }

        position++;
        depth--;
        return new(ranges, members: members, alsoIn: alsoIn, negated: negated);
    }

    private void ReadClassItem(List<CodePointSet> members, List<(int, int)> ranges)
    {
        int start = points[position++];
        if (start == '[')
        {
            members.Add(ParseClass());
            return;
        }

        if (start == '\\' && ParseEscape(out start) is CodePointSet set)
        {
            members.Add(set);
            return;
        }

        int end = start;
        if (position + 1 < points.Length && points[position] == '-' && points[position + 1] != ']')
        {
            position++;
            end = points[position++];
            if (end == '\\' && ParseEscape(out end) is not null)
                throw Unsupported("a range that ends in a class");
            if (end < start)
                throw Unsupported("a range that runs backwards");
        }

        ranges.Add((start, end));
        if (ignoreCase && end - start < 256)
        {
            for (int point = start; point <= end; point++)
                members.Add(Literal(point));
        }
    }

    /// <summary>What follows a backslash: a set, or null and one literal code point.</summary>
    private CodePointSet? ParseEscape(out int literal)
    {
        literal = 0;
        if (position >= points.Length)
            throw Unsupported("a backslash at its end");
        int point = points[position++];
        switch (point)
        {
            case 's' or 'S':
                return new(whiteSpace: true, negated: point == 'S');
            case 'd' or 'D':
                return new(categories: UnicodeCategories.Find("Nd")!.Value, negated: point == 'D');
            case 'w' or 'W':
                return new(categories: UnicodeCategories.Word, negated: point == 'W');
            case 'p' or 'P':
                return ParseProperty(negated: point == 'P');
            case 'x' or 'u':
                literal = ParseHex(point == 'x' ? 2 : 4);
                return null;
        }

        literal = point switch
        {
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'f' => '\f',
            'v' => '\v',
            'a' => '\a',
            'e' => 0x1B,
            '0' => 0,
            >= '1' and <= '9' or >= 'a' and <= 'z' or >= 'A' and <= 'Z' => throw Unsupported($"the escape \\{(char)point}"),
            _ => point,
        };
        return null;
    }

    private int ParseHex(int digits)
    {
        int start = position, end = Math.Min(points.Length, position + digits);
        if (TryTake('{'))
        {
            start = position;
            end = Array.IndexOf(points, '}', position);
            position = end + 1;
        }
        else
        {
            position = end;
        }

        return end > start && int.TryParse(Text(start, end), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int value)
            && Rune.IsValid(value) ? value : throw Unsupported("a hexadecimal escape that names no character");
    }

    private CodePointSet ParseProperty(bool negated)
    {
        string name;
        if (TryTake('{'))
        {
            int close = Array.IndexOf(points, '}', position);
            if (close < 0)
                throw Unsupported("a property without its closing brace");
            name = Text(position, close);
            position = close + 1;
        }
        else
        {
            name = position < points.Length ? new Rune(points[position++]).ToString() : "";
        }

        if (name.StartsWith('^'))
            (name, negated) = (name[1..], !negated);
        if (name is "Han" or "Script=Han")
            return negated ? new(members: [CodePointSet.Han], negated: true) : CodePointSet.Han;
        return UnicodeCategories.Find(name) is int mask
            ? new(categories: mask, negated: negated)
            : throw Unsupported($"the property {name}");
    }

    private CodePointSet Literal(int point)
    {
        if (!ignoreCase || !Rune.IsValid(point))
            return new([(point, point)]);
        int upper = Rune.ToUpperInvariant(new(point)).Value, lower = Rune.ToLowerInvariant(new(point)).Value;
        List<(int, int)> forms = [(point, point), (upper, upper), (lower, lower)];
        // Two letters fold to ASCII from outside it: the long s and the Kelvin sign.
        if (lower == 's')
            forms.Add((0x17F, 0x17F));
        if (lower == 'k')
            forms.Add((0x212A, 0x212A));
        return new(forms);
    }

    private bool TryTake(int point)
    {
        if (position >= points.Length || points[position] != point)
            return false;
        position++;
        return true;
    }

    private string Text(int start, int end) => Encoding.UTF8.GetString(CodePoints.ToUtf8(points.AsSpan(start..end)));

    private IngotException Unsupported(string what) => new(location, $"The split expression '{pattern}' holds {what}, which is not understood.",
        "Check the tokenizer file; if the expression is as published, this tokenizer cannot be run yet.");
}
