namespace Ingot.Text.Templates.Syntax;

/// <summary>A part of a template's body.</summary>
/// <param name="Line">The line it starts on, from 1.</param>
internal abstract record Statement(int Line);

internal sealed record TextPiece(int Line, string Text) : Statement(Line);

internal sealed record Output(int Line, Expression Value) : Statement(Line);

internal sealed record If(int Line, IReadOnlyList<KeyValuePair<Expression, IReadOnlyList<Statement>>> Branches, IReadOnlyList<Statement> Else)
    : Statement(Line);

internal sealed record For(
    int Line, Target Target, Expression Elements, Expression? Condition, bool Recursive, IReadOnlyList<Statement> Body,
    IReadOnlyList<Statement> Else) : Statement(Line);

internal sealed record Break(int Line) : Statement(Line);

internal sealed record Continue(int Line) : Statement(Line);

internal sealed record Assign(int Line, Target Target, Expression Value) : Statement(Line);

/// <summary>Block set: the target gets the body's text, through <paramref name="Filter"/> if there is one.</summary>
internal sealed record AssignBlock(int Line, Target Target, FilterUse? Filter, IReadOnlyList<Statement> Body) : Statement(Line);

internal sealed record MacroDefinition(int Line, string Name, MacroShape Shape) : Statement(Line);

internal sealed record CallBlock(int Line, Call Call, MacroShape Caller) : Statement(Line);

internal sealed record FilterBlock(int Line, FilterUse Filter, IReadOnlyList<Statement> Body) : Statement(Line);

internal sealed record With(int Line, IReadOnlyList<KeyValuePair<Target, Expression>> Variables, IReadOnlyList<Statement> Body)
    : Statement(Line);

/// <summary>What is called: parameters (null for no default), body, and which of Jinja's implicit names the body uses.</summary>
internal sealed record MacroShape(
    IReadOnlyList<KeyValuePair<string, Expression?>> Parameters, IReadOnlyList<Statement> Body, bool UsesRest, bool UsesNamed, bool UsesCaller);

/// <summary>What can be assigned to.</summary>
internal abstract record Target;

internal sealed record NameTarget(string Name) : Target;

internal sealed record NamespaceTarget(string Name, string Attribute) : Target;

internal sealed record TupleTarget(IReadOnlyList<Target> Items) : Target;
