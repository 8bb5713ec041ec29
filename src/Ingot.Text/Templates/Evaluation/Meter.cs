using System.Runtime.CompilerServices;
using Ingot.Text.Templates.Values;

namespace Ingot.Text.Templates.Evaluation;

/// <summary>Counts what one rendering spends, and ends it at the limits.</summary>
internal sealed class Meter(TemplateLimits limits)
{
    private long steps;
    private long iterations;
    private long characters;
    private int depth;

    public TemplateLimits Limits { get; } = limits;

    public void Step(long count = 1)
    {
        if ((steps += count) > Limits.MaxSteps)
            throw TemplateFault.Limit("takes", Limits.MaxSteps, nameof(TemplateLimits.MaxSteps));
    }

    public void Iterate()
    {
        if (++iterations > Limits.MaxLoopIterations)
            throw TemplateFault.Limit("loops", Limits.MaxLoopIterations, nameof(TemplateLimits.MaxLoopIterations));
    }

    /// <summary>Accounts for searching text, whose cost is up to the product of the lengths.</summary>
    public void Search(string text, string wanted) => Step(1 + ((long)text.Length * Math.Max(1, wanted.Length) / 4096));

    /// <summary>Accounts for a string of this length about to be built.</summary>
    public void Grow(long length, long added)
    {
        if (length > Limits.MaxOutputCharacters)
            throw TemplateFault.Limit("writes", Limits.MaxOutputCharacters, nameof(TemplateLimits.MaxOutputCharacters));
        if ((characters += added) > Limits.MaxTextCharacters)
            throw TemplateFault.Limit("builds", Limits.MaxTextCharacters, nameof(TemplateLimits.MaxTextCharacters));
    }

    public void Enter()
    {
        if (++depth > Limits.MaxDepth || !RuntimeHelpers.TryEnsureSufficientExecutionStack())
            throw TemplateFault.Limit("nests", Limits.MaxDepth, nameof(TemplateLimits.MaxDepth));
    }

    public void Leave() => depth--;
}
