using Ingot.Text.Templates.Evaluation;
using Ingot.Text.Templates.Values;

namespace Ingot.Text.Templates.Library;

/// <summary>One call of a native: its subject and arguments, with the conversions natives need.</summary>
internal sealed class NativeCall(
    Interpreter interpreter, string name, Value subject, Value?[] values, IReadOnlyList<Value> rest, IReadOnlyList<KeyValuePair<string, Value>> named)
{
    public Interpreter Interpreter { get; } = interpreter;

    public Meter Meter => Interpreter.Meter;

    /// <summary>What the filter is applied to, the test asks about, or the method belongs to.</summary>
    public Value Subject { get; } = subject;

    /// <summary>The subject's text, whatever it is, as <c>str()</c> gives it.</summary>
    public string Text => Interpreter.Printer.Text(Subject);

    public IReadOnlyList<Value> Rest { get; } = rest;

    public IReadOnlyList<KeyValuePair<string, Value>> Named { get; } = named;

    /// <summary>An argument; null when not given.</summary>
    public Value? this[int index] => values[index];

    /// <summary>An argument that is not none; else null.</summary>
    public Value? Given(int index) => values[index] is NoneValue ? null : values[index];

    public bool Flag(int index, bool fallback = false) => values[index]?.IsTrue ?? fallback;

    public long Number(int index, long fallback) => Given(index) is not Value value ? fallback
        : Numbers.Integer(value) ?? throw TemplateFault.Type($"'{name}' needs a whole number, not a {value.TypeName}.");

    public string? String(int index) => Given(index) is not Value value ? null
        : (value as StringValue)?.Text ?? throw TemplateFault.Type($"'{name}' needs a string, not a {value.TypeName}.");

    /// <summary>A string argument that must be one.</summary>
    public string Required(int index) => String(index) ?? throw TemplateFault.Type($"'{name}' needs a string.");

    /// <summary>The subject's elements.</summary>
    public List<Value> Items() => [.. Interpreter.Operators.Iterate(Subject)];

    /// <summary>Text with the mark of the subject.</summary>
    public StringValue Like(string text)
    {
        Meter.Grow(text.Length, text.Length);
        return new(text, Subject is StringValue { IsMarkup: true });
    }

    public TextBuilder NewText() => new(Meter);
}
