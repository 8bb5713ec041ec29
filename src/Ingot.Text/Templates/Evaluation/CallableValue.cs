using Ingot.Text.Templates.Values;

namespace Ingot.Text.Templates.Evaluation;

/// <summary>What a call was given.</summary>
internal sealed record CallArguments(IReadOnlyList<Value> Positional, IReadOnlyList<KeyValuePair<string, Value>> Named)
{
    public static CallArguments None { get; } = new([], []);

    public static CallArguments Of(params Value[] positional) => new(positional, []);
}

/// <summary>A value that can be called.</summary>
internal abstract class CallableValue : Value
{
    public override string TypeName => "function";

    public abstract Value Call(Interpreter interpreter, CallArguments arguments);

    /// <summary>A member, such as <c>loop.index</c>; null when there is none of that name.</summary>
    public virtual Value? Member(Interpreter interpreter, string name) => null;
}
