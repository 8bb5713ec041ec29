using System.Globalization;
using Ingot.Text.Templates.Values;

namespace Ingot.Text.Templates.Syntax;

internal sealed partial class Parser
{
    /// <summary>Reads an expression, or several with commas between: a tuple.</summary>
    private Expression ParseTuple(bool conditional = true, string? stop = null, bool parenthesized = false)
    {
        int line = Current.Line;
        List<Expression> items = [];
        bool isTuple = false;
        while (!EndsTuple(stop))
        {
            items.Add(conditional ? ParseExpression() : ParseUnconditional());
            if (!Skip(","))
                break;
            isTuple = true;
        }
        if (items.Count == 0 && !parenthesized)
            throw Unexpected("an expression");
        return items.Count == 1 && !isTuple ? items[0] : new TupleLiteral(line, items);
    }

    private bool EndsTuple(string? stop) => Current.Kind is LexemeKind.EndTag or LexemeKind.EndOutput || Current.Is(")")
        || (stop is not null && Current.IsName(stop));

    private Expression ParseExpression()
    {
        using Nesting nesting = new(this);
        int line = Current.Line;
        Expression result = ParseOr();
        while (SkipName("if"))
        {
            Expression condition = ParseOr();
            result = new Conditional(line, condition, result, SkipName("else") ? ParseExpression() : null);
        }
        return result;
    }

    private Expression ParseUnconditional()
    {
        using Nesting nesting = new(this);
        return ParseOr();
    }

    private Expression ParseOr()
    {
        Expression left = ParseAnd();
        while (Current.IsName("or"))
            left = new Logical(Next().Line, false, left, ParseAnd());
        return left;
    }

    private Expression ParseAnd()
    {
        Expression left = ParseNot();
        while (Current.IsName("and"))
            left = new Logical(Next().Line, true, left, ParseNot());
        return left;
    }

    private Expression ParseNot()
    {
        if (!Current.IsName("not"))
            return ParseComparison();
        using Nesting nesting = new(this);
        return new Unary(Next().Line, "not", ParseNot());
    }

    private Expression ParseComparison()
    {
        int line = Current.Line;
        Expression first = ParseSum();
        List<KeyValuePair<string, Expression>> rest = [];
        while (ComparisonOperator() is string op)
            rest.Add(new(op, ParseSum()));
        return rest.Count == 0 ? first : new Comparison(line, first, rest);
    }

    private string? ComparisonOperator()
    {
        if (Current.Kind == LexemeKind.Symbol && Current.Text is "==" or "!=" or "<" or "<=" or ">" or ">=")
            return Next().Text;
        if (SkipName("in"))
            return "in";
        if (!Current.IsName("not") || !lexemes[position + 1].IsName("in"))
            return null;
        position += 2;
        return "not in";
    }

    private Expression ParseSum()
    {
        Expression left = ParseConcatenation();
        while (Current.Is("+") || Current.Is("-"))
        {
            Lexeme op = Next();
            left = new Binary(op.Line, op.Text, left, ParseConcatenation());
        }
        return left;
    }

    private Expression ParseConcatenation()
    {
        int line = Current.Line;
        List<Expression> parts = [ParseProduct()];
        while (Skip("~"))
            parts.Add(ParseProduct());
        return parts.Count == 1 ? parts[0] : new Concatenation(line, parts);
    }

    private Expression ParseProduct()
    {
        Expression left = ParsePower();
        while (Current.Kind == LexemeKind.Symbol && Current.Text is "*" or "/" or "//" or "%")
        {
            Lexeme op = Next();
            left = new Binary(op.Line, op.Text, left, ParsePower());
        }
        return left;
    }

    // From the left, unlike Python: 2 ** 3 ** 2 is 64 in Jinja.
    private Expression ParsePower()
    {
        Expression left = ParseUnary();
        while (Current.Is("**"))
            left = new Binary(Next().Line, "**", left, ParseUnary());
        return left;
    }

    private Expression ParseUnary(bool filters = true)
    {
        using Nesting nesting = new(this);
        Lexeme lexeme = Current;
        Expression node = Skip("-") || Skip("+")
            ? new Unary(lexeme.Line, lexeme.Text, ParseUnary(filters: false))
            : ParsePrimary();
        node = ParsePostfix(node);
        return filters ? ParseFiltersAndTests(node) : node;
    }

    private Expression ParsePrimary()
    {
        Lexeme lexeme = Next();
        switch (lexeme.Kind)
        {
            case LexemeKind.Name:
                foreach (HashSet<string> names in macroNames)
                    names.Add(lexeme.Text);
                return lexeme.Text switch
                {
                    "true" or "True" => new Constant(lexeme.Line, BooleanValue.True),
                    "false" or "False" => new Constant(lexeme.Line, BooleanValue.False),
                    "none" or "None" => new Constant(lexeme.Line, NoneValue.Instance),
                    _ => new Name(lexeme.Line, lexeme.Text),
                };
            case LexemeKind.String:
                List<string> parts = [lexeme.Text];
                while (Current.Kind == LexemeKind.String)
                    parts.Add(Next().Text);
                return new Constant(lexeme.Line, new StringValue(string.Concat(parts)));
            case LexemeKind.Integer:
                return new Constant(lexeme.Line, new IntegerValue(IntegerOf(lexeme)));
            case LexemeKind.Float:
                return new Constant(lexeme.Line, new FloatValue(double.Parse(lexeme.Text, CultureInfo.InvariantCulture)));
            case LexemeKind.Symbol when lexeme.Text == "(":
                Expression inner = ParseTuple(parenthesized: true);
                Expect(")");
                return inner;
            case LexemeKind.Symbol when lexeme.Text == "[":
                return new ListLiteral(lexeme.Line, ParseItems());
            case LexemeKind.Symbol when lexeme.Text == "{":
                return ParseDict(lexeme.Line);
            default:
                throw Error(lexeme.Line, $"Here stands {lexeme} where an expression must be.");
        }
    }

    private static long IntegerOf(Lexeme lexeme)
    {
        string text = lexeme.Text;
        char prefix = text.Length > 1 ? char.ToLowerInvariant(text[1]) : ' ';
        bool valid = long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long number);
        if (prefix == 'x')
            valid = long.TryParse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, null, out number) && number >= 0;
        else if (prefix == 'b')
            valid = long.TryParse(text.AsSpan(2), NumberStyles.AllowBinarySpecifier, null, out number) && number >= 0;
        return valid ? number : throw Error(lexeme.Line, $"'{text}' is no whole number below 2^63.");
    }

    private List<Expression> ParseItems()
    {
        List<Expression> items = [];
        while (!Skip("]"))
        {
            if (items.Count > 0)
            {
                Expect(",");
                if (Skip("]"))
                    break;
            }
            items.Add(ParseExpression());
        }
        return items;
    }

    private DictLiteral ParseDict(int line)
    {
        List<KeyValuePair<Expression, Expression>> entries = [];
        while (!Skip("}"))
        {
            if (entries.Count > 0)
            {
                Expect(",");
                if (Skip("}"))
                    break;
            }
            Expression key = ParseExpression();
            Expect(":");
            entries.Add(new(key, ParseExpression()));
        }
        return new(line, entries);
    }

    private Expression ParsePostfix(Expression node)
    {
        while (true)
        {
            int line = Current.Line;
            if (Skip("."))
            {
                Lexeme member = Next();
                node = member.Kind switch
                {
                    LexemeKind.Name => new AttributeAccess(line, node, member.Text),
                    LexemeKind.Integer => new ItemAccess(line, node, new Constant(line, new IntegerValue(IntegerOf(member)))),
                    _ => throw Error(line, $"Here stands {member} where a name or number must be."),
                };
            }
            else if (Skip("["))
                node = ParseSubscript(node, line);
            else if (Current.Is("("))
                node = new Call(line, node, ParseArguments());
            else
                return node;
        }
    }

    private Expression ParseSubscript(Expression target, int line)
    {
        if (Current.Is("]"))
            throw Unexpected("an index");
        Expression? start = Current.Is(":") ? null : ParseExpression();
        if (Skip("]"))
            return new ItemAccess(line, target, start!);
        Expect(":");
        Expression? stop = Current.Is(":") || Current.Is("]") ? null : ParseExpression();
        Expression? step = Skip(":") && !Current.Is("]") ? ParseExpression() : null;
        Expect("]");
        return new SliceAccess(line, target, start, stop, step);
    }

    private Expression ParseFiltersAndTests(Expression node)
    {
        while (true)
        {
            if (Current.Is("|"))
                node = ParseFilters(node);
            else if (Current.IsName("is"))
                node = ParseTest(node);
            else if (Current.Is("("))
                node = new Call(Current.Line, node, ParseArguments());
            else
                return node;
        }
    }

    private Expression ParseFilters(Expression? subject, bool inline = false)
    {
        while (inline || Skip("|"))
        {
            inline = false;
            Lexeme name = Expect(LexemeKind.Name);
            subject = new FilterUse(name.Line, subject, name.Text, Current.Is("(") ? ParseArguments() : Arguments.None);
        }
        return subject!;
    }

    private Expression ParseTest(Expression subject)
    {
        int line = Next().Line;
        bool negated = SkipName("not");
        string name = Expect(LexemeKind.Name).Text;
        Arguments arguments = Arguments.None;
        if (Current.Is("("))
            arguments = ParseArguments();
        else if (BeginsTestArgument())
            arguments = new([ParsePostfix(ParsePrimary())], [], null, null);
        Expression test = new TestUse(line, subject, name, arguments);
        return negated ? new Unary(line, "not", test) : test;
    }

    private bool BeginsTestArgument() => Current.Kind switch
    {
        LexemeKind.Name when Current.Text == "is" => throw Error(Current.Line, "Tests cannot be chained with 'is'."),
        LexemeKind.Name => Current.Text is not ("else" or "or" or "and"),
        LexemeKind.String or LexemeKind.Integer or LexemeKind.Float => true,
        _ => Current.Is("[") || Current.Is("{"),
    };

    private Arguments ParseArguments()
    {
        Expect("(");
        List<Expression> positional = [];
        List<KeyValuePair<string, Expression>> named = [];
        Expression? star = null, doubleStar = null;
        bool first = true;
        while (!Skip(")"))
        {
            if (!first)
            {
                Expect(",");
                if (Skip(")"))
                    break;
            }
            first = false;
            if (star is null && doubleStar is null && Skip("*"))
                star = ParseExpression();
            else if (doubleStar is null && Skip("**"))
                doubleStar = ParseExpression();
            else if (doubleStar is null && Current.Kind == LexemeKind.Name && lexemes[position + 1].Is("="))
            {
                string name = Next().Text;
                Next();
                named.Add(new(name, ParseExpression()));
            }
            else if (star is null && doubleStar is null && named.Count == 0)
                positional.Add(ParseExpression());
            else
                throw Unexpected("a named argument");
        }
        return new(positional, named, star, doubleStar);
    }
}
