using Ingot.Text.Templates.Values;

namespace Ingot.Text.Templates.Evaluation;

/// <summary>Names visible at one place; what is not here is looked for around it.</summary>
internal sealed class Scope(Scope? outer)
{
    private readonly Dictionary<string, Value> variables = new(StringComparer.Ordinal);

    public Value? Find(string name)
    {
        for (Scope? scope = this; scope is not null; scope = scope.Outer)
            if (scope.variables.TryGetValue(name, out Value? value))
                return value;
        return null;
    }

    private Scope? Outer { get; } = outer;

    public void Set(string name, Value value) => variables[name] = value;
}
