namespace Ingot.Text.Templates.Syntax;

/// <summary>Builds the tree of a template: this part reads tags, the other expressions.</summary>
internal sealed partial class Parser(List<Lexeme> lexemes)
{
    private const int MaxDepth = 100;
    private const string Remedy = "Repair the template, or give another one.";

    private readonly Stack<HashSet<string>> macroNames = new();
    private int position;
    private int depth;
    private int loops;

    private Lexeme Current => lexemes[position];

    public List<Statement> ParseTemplate() => ParseBody([]);

    /// <summary>Reads statements up to a tag of one of these names, and leaves the name as the current word.</summary>
    private List<Statement> ParseBody(string[] endings)
    {
        using Nesting nesting = new(this);
        List<Statement> body = [];
        int start = Current.Line;
        while (true)
        {
            Lexeme lexeme = Next();
            switch (lexeme.Kind)
            {
                case LexemeKind.Text:
                    body.Add(new TextPiece(lexeme.Line, lexeme.Text));
                    break;
                case LexemeKind.BeginOutput:
                    body.Add(new Output(lexeme.Line, ParseTuple()));
                    Expect(LexemeKind.EndOutput);
                    break;
                case LexemeKind.BeginTag when Current.Kind == LexemeKind.Name && endings.Contains(Current.Text):
                    return body;
                case LexemeKind.BeginTag:
                    ParseTag(body);
                    break;
                case LexemeKind.End when endings.Length == 0:
                    return body;
                default:
                    throw Error(start, $"The tag that opens before this has no '{{% {endings[^1]} %}}'.");
            }
        }
    }

    private void ParseTag(List<Statement> body)
    {
        Lexeme tag = Expect(LexemeKind.Name);
        if (tag.Text == "generation")
        {
            // transformers marks this text as the assistant's for training; it renders like any other, in a scope of its own.
            body.Add(new With(tag.Line, [], ParseBlock("endgeneration")));
            return;
        }
        Statement statement = tag.Text switch
        {
            "if" => ParseIf(tag.Line),
            "for" => ParseFor(tag.Line),
            "set" => ParseSet(tag.Line),
            "macro" => ParseMacro(tag.Line),
            "call" => ParseCallBlock(tag.Line),
            "filter" => ParseFilterBlock(tag.Line),
            "with" => ParseWith(tag.Line),
            "break" when loops > 0 => new Break(tag.Line),
            "continue" when loops > 0 => new Continue(tag.Line),
            "break" or "continue" => throw Error(tag.Line, $"The tag '{tag.Text}' stands in no loop."),
            "include" or "import" or "from" or "extends" or "block" => throw new TemplateException(tag.Line,
                $"The tag '{tag.Text}' builds on other templates, and a chat template stands alone.",
                "Write what it would bring into the template itself."),
            _ => throw Error(tag.Line, $"The tag '{tag.Text}' is unknown here."),
        };
        body.Add(statement);
        Expect(LexemeKind.EndTag);
    }

    /// <summary>Reads the rest of an opening tag, its body, and the name of the closing tag.</summary>
    private List<Statement> ParseBlock(string ending)
    {
        List<Statement> body = ParseOpenBlock(ending);
        Next();
        if (ending == "endgeneration")
            Expect(LexemeKind.EndTag);
        else if (ending == "endmacro" && Current.Kind == LexemeKind.Name)
            Next();
        return body;
    }

    private List<Statement> ParseOpenBlock(params string[] endings)
    {
        Expect(LexemeKind.EndTag);
        return ParseBody(endings);
    }

    private If ParseIf(int line)
    {
        List<KeyValuePair<Expression, IReadOnlyList<Statement>>> branches = [];
        IReadOnlyList<Statement> otherwise = [];
        Expression condition = ParseTuple(conditional: false);
        while (true)
        {
            branches.Add(new(condition, ParseOpenBlock("elif", "else", "endif")));
            string ending = Next().Text;
            if (ending == "elif")
            {
                condition = ParseTuple(conditional: false);
                continue;
            }
            if (ending == "else")
                otherwise = ParseBlock("endif");
            return new(line, branches, otherwise);
        }
    }

    private For ParseFor(int line)
    {
        Target target = ParseTarget(tuples: true);
        ExpectName("in");
        Expression elements = ParseTuple(conditional: false, stop: "recursive");
        Expression? condition = SkipName("if") ? ParseExpression() : null;
        bool recursive = SkipName("recursive");
        loops++;
        List<Statement> body = ParseOpenBlock("else", "endfor");
        loops--;
        IReadOnlyList<Statement> otherwise = Next().Text == "else" ? ParseBlock("endfor") : [];
        return new(line, target, elements, condition, recursive, body, otherwise);
    }

    private Statement ParseSet(int line)
    {
        Target target = ParseTarget(tuples: true);
        if (Skip("="))
            return new Assign(line, target, ParseTuple());
        FilterUse? filter = Current.Is("|") ? (FilterUse)ParseFilters(null) : null;
        return new AssignBlock(line, target, filter, ParseBlock("endset"));
    }

    private MacroDefinition ParseMacro(int line)
    {
        string name = Expect(LexemeKind.Name).Text;
        return new(line, name, ParseMacroShape("endmacro"));
    }

    private CallBlock ParseCallBlock(int line)
    {
        int start = position;
        // The parameters come before the call, so the call is read between them and the body.
        Call? call = null;
        MacroShape caller = ParseMacroShape("endcall", () => call = ParseExpression() as Call
            ?? throw Error(lexemes[start].Line, "A 'call' block must call a macro."));
        return new(line, call!, caller);
    }

    private MacroShape ParseMacroShape(string ending, Action? beforeBody = null)
    {
        List<KeyValuePair<string, Expression?>> parameters = [];
        if (beforeBody is null || Current.Is("("))
            ParseParameters(parameters);
        beforeBody?.Invoke();
        macroNames.Push([]);
        int around = loops;
        loops = 0;
        List<Statement> body = ParseBlock(ending);
        loops = around;
        HashSet<string> names = macroNames.Pop();
        return new(parameters, body, names.Contains("varargs"), names.Contains("kwargs"), names.Contains("caller"));
    }

    private void ParseParameters(List<KeyValuePair<string, Expression?>> parameters)
    {
        Expect("(");
        while (!Skip(")"))
        {
            if (parameters.Count > 0)
                Expect(",");
            Lexeme name = Expect(LexemeKind.Name);
            Expression? value = Skip("=") ? ParseExpression() : null;
            if (value is null && parameters.Count > 0 && parameters[^1].Value is not null)
                throw Error(name.Line, $"The parameter '{name.Text}' without a default follows one with a default.");
            parameters.Add(new(name.Text, value));
        }
    }

    private FilterBlock ParseFilterBlock(int line)
    {
        FilterUse filter = (FilterUse)ParseFilters(null, inline: true);
        return new(line, filter, ParseBlock("endfilter"));
    }

    private With ParseWith(int line)
    {
        List<KeyValuePair<Target, Expression>> variables = [];
        while (Current.Kind != LexemeKind.EndTag)
        {
            if (variables.Count > 0)
                Expect(",");
            Target target = ParseTarget(tuples: false);
            Expect("=");
            variables.Add(new(target, ParseExpression()));
        }
        return new(line, variables, ParseBlock("endwith"));
    }

    private Target ParseTarget(bool tuples)
    {
        using Nesting nesting = new(this);
        List<Target> items = [];
        bool isTuple = false;
        do
        {
            if (items.Count > 0 && (Current.Kind == LexemeKind.EndTag || Current.Is("=") || Current.Is(")") || Current.IsName("in")))
                break;
            items.Add(ParseSingleTarget());
        }
        while (tuples && Skip(",") && (isTuple = true));
        return isTuple ? new TupleTarget(items) : items[0];
    }

    private Target ParseSingleTarget()
    {
        if (Skip("("))
        {
            Target inner = ParseTarget(tuples: true);
            Expect(")");
            return inner;
        }
        Lexeme name = Expect(LexemeKind.Name);
        if (name.Text is "true" or "false" or "none" or "True" or "False" or "None")
            throw Error(name.Line, $"'{name.Text}' cannot be assigned to.");
        return Skip(".") ? new NamespaceTarget(name.Text, Expect(LexemeKind.Name).Text) : new NameTarget(name.Text);
    }

    private Lexeme Next() => lexemes[position].Kind == LexemeKind.End ? lexemes[position] : lexemes[position++];

    private bool Skip(string symbol)
    {
        bool found = Current.Is(symbol);
        if (found)
            position++;
        return found;
    }

    private bool SkipName(string name)
    {
        bool found = Current.IsName(name);
        if (found)
            position++;
        return found;
    }

    private Lexeme Expect(LexemeKind kind) => Current.Kind == kind ? Next() : throw Unexpected(kind switch
    {
        LexemeKind.EndTag => "'%}'",
        LexemeKind.EndOutput => "'}}'",
        _ => "a name",
    });

    private void Expect(string symbol)
    {
        if (!Skip(symbol))
            throw Unexpected($"'{symbol}'");
    }

    private void ExpectName(string name)
    {
        if (!SkipName(name))
            throw Unexpected($"'{name}'");
    }

    private TemplateException Unexpected(string expected) => Error(Current.Line, $"Here stands {Current} where {expected} must be.");

    private static TemplateException Error(int line, string problem) => new(line, problem, Remedy);

    /// <summary>Counts constructs inside one another, so that hostile text cannot exhaust the stack.</summary>
    private readonly ref struct Nesting
    {
        private readonly Parser parser;

        public Nesting(Parser parser)
        {
            this.parser = parser;
            if (++parser.depth > MaxDepth)
                throw new TemplateException(parser.Current.Line,
                    $"The template nests more than {MaxDepth} constructs.", "Write it with less nesting.");
        }

        public void Dispose() => parser.depth--;
    }
}
