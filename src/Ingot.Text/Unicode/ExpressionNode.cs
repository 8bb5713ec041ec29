namespace Ingot.Text.Unicode;

/// <summary>The tree of an expression.</summary>
internal abstract record ExpressionNode
{
    /// <summary>One code point of a set.</summary>
    public sealed record One(CodePointSet Set) : ExpressionNode;

    /// <summary>One after another; empty matches nothing, always.</summary>
    public sealed record Sequence(IReadOnlyList<ExpressionNode> Items) : ExpressionNode;

    /// <summary>The first that leads to a match.</summary>
    public sealed record Choice(IReadOnlyList<ExpressionNode> Items) : ExpressionNode;

    /// <summary>Between <paramref name="Minimum"/> and <paramref name="Maximum"/> times; null is without end.</summary>
    public sealed record Repeat(ExpressionNode Item, int Minimum, int? Maximum, bool Lazy) : ExpressionNode;

    /// <summary>Matches once and keeps what it took: possessive repetition, atomic groups.</summary>
    public sealed record Atom(ExpressionNode Item) : ExpressionNode;

    /// <summary>Whether something follows, consuming nothing.</summary>
    public sealed record Look(ExpressionNode Item, bool Negative) : ExpressionNode;

    /// <summary>A place in the text.</summary>
    public sealed record At(Anchor Anchor) : ExpressionNode;
}
