namespace Ingot.Text.Templates;

/// <summary>What one rendering may cost. A chat template comes with a model file, so it is not trusted.</summary>
public sealed record TemplateLimits
{
    /// <summary>Expressions and statements evaluated, elements copied included.</summary>
    public long MaxSteps { get; init => field = Positive(value); } = 5_000_000;

    /// <summary>Rounds of all loops together.</summary>
    public long MaxLoopIterations { get; init => field = Positive(value); } = 1_000_000;

    /// <summary>Statements, expressions and macro calls inside one another.</summary>
    public int MaxDepth { get; init => field = (int)Positive(value); } = 500;

    /// <summary>UTF-16 characters of the result, and of any one string on the way there.</summary>
    public int MaxOutputCharacters { get; init => field = (int)Positive(value); } = 16 << 20;

    /// <summary>UTF-16 characters of all strings built on the way together.</summary>
    public long MaxTextCharacters { get; init => field = Positive(value); } = 256L << 20;

    private static long Positive(long value) => value > 0 ? value
        : throw new ArgumentOutOfRangeException(nameof(value), value, "A limit must be at least 1.");
}
