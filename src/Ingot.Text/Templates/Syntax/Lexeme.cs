namespace Ingot.Text.Templates.Syntax;

internal enum LexemeKind
{
    Text,
    BeginOutput,
    EndOutput,
    BeginTag,
    EndTag,
    Name,
    String,
    Integer,
    Float,
    Symbol,
    End,
}

/// <summary>A word of a template.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">Its text; of a string, what it stands for.</param>
/// <param name="Line">The line it starts on, from 1.</param>
internal readonly record struct Lexeme(LexemeKind Kind, string Text, int Line)
{
    public bool Is(string symbol) => Kind == LexemeKind.Symbol && Text == symbol;

    public bool IsName(string name) => Kind == LexemeKind.Name && Text == name;

    public override string ToString() => Kind switch
    {
        LexemeKind.End => "the end of the template",
        LexemeKind.EndTag => "'%}'",
        LexemeKind.EndOutput => "'}}'",
        LexemeKind.Text => "text",
        _ => $"'{Text}'",
    };
}
