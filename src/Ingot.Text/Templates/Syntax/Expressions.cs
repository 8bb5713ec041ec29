using Ingot.Text.Templates.Values;

namespace Ingot.Text.Templates.Syntax;

/// <summary>Something with a value.</summary>
/// <param name="Line">The line it stands on, from 1.</param>
internal abstract record Expression(int Line);

internal sealed record Constant(int Line, Value Value) : Expression(Line);

internal sealed record Name(int Line, string Text) : Expression(Line);

internal sealed record ListLiteral(int Line, IReadOnlyList<Expression> Items) : Expression(Line);

internal sealed record TupleLiteral(int Line, IReadOnlyList<Expression> Items) : Expression(Line);

internal sealed record DictLiteral(int Line, IReadOnlyList<KeyValuePair<Expression, Expression>> Entries) : Expression(Line);

internal sealed record AttributeAccess(int Line, Expression Target, string Attribute) : Expression(Line);

internal sealed record ItemAccess(int Line, Expression Target, Expression Index) : Expression(Line);

internal sealed record SliceAccess(int Line, Expression Target, Expression? Start, Expression? Stop, Expression? Step) : Expression(Line);

internal sealed record Call(int Line, Expression Target, Arguments Arguments) : Expression(Line);

/// <summary>A filter; <paramref name="Subject"/> is null for the body of a filter block.</summary>
internal sealed record FilterUse(int Line, Expression? Subject, string Filter, Arguments Arguments) : Expression(Line);

internal sealed record TestUse(int Line, Expression Subject, string Test, Arguments Arguments) : Expression(Line);

internal sealed record Unary(int Line, string Operator, Expression Operand) : Expression(Line);

internal sealed record Binary(int Line, string Operator, Expression Left, Expression Right) : Expression(Line);

/// <summary><c>and</c> or <c>or</c>: the right side only counts when the left leaves it open.</summary>
internal sealed record Logical(int Line, bool IsAnd, Expression Left, Expression Right) : Expression(Line);

internal sealed record Comparison(int Line, Expression First, IReadOnlyList<KeyValuePair<string, Expression>> Rest) : Expression(Line);

internal sealed record Concatenation(int Line, IReadOnlyList<Expression> Parts) : Expression(Line);

internal sealed record Conditional(int Line, Expression Condition, Expression Then, Expression? Else) : Expression(Line);

/// <summary>What stands between the parentheses of a call.</summary>
internal sealed record Arguments(
    IReadOnlyList<Expression> Positional, IReadOnlyList<KeyValuePair<string, Expression>> Named, Expression? Star, Expression? DoubleStar)
{
    public static Arguments None { get; } = new([], [], null, null);
}
