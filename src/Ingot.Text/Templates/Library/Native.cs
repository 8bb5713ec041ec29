using System.Collections.Frozen;
using Ingot.Text.Templates.Evaluation;
using Ingot.Text.Templates.Values;

namespace Ingot.Text.Templates.Library;

/// <summary>A filter, test, method or function that we provide.</summary>
/// <param name="name">Its name in templates.</param>
/// <param name="parameters">Names in order, space between; <c>*x</c> takes the rest, <c>**x</c> further named ones; before <c>;</c> required.</param>
/// <param name="body">What it does.</param>
internal sealed class Native(string name, string parameters, Func<NativeCall, Value> body)
{
    private readonly string[] names = parameters.Replace(";", " ").Split(' ', StringSplitOptions.RemoveEmptyEntries);
    private readonly int required = parameters.Contains(';') ? parameters.Split(';')[0].Split(' ', StringSplitOptions.RemoveEmptyEntries).Length : 0;

    public string Name => name;

    public NativeFunction Bind(Value subject) => new(this, subject);

    public Value Call(Interpreter interpreter, Value subject, CallArguments arguments)
    {
        // Work on long text costs in proportion.
        interpreter.Meter.Step(1 + (subject is StringValue text ? text.Text.Length / 256 : 0));
        string[] plain = [.. names.Where(n => n[0] != '*')];
        bool takesRest = names.Any(n => n[0] == '*' && n[1] != '*'), takesNamed = names.Any(n => n.StartsWith("**", StringComparison.Ordinal));
        Value?[] values = new Value?[plain.Length];
        List<Value> rest = [];
        List<KeyValuePair<string, Value>> named = [];
        for (int i = 0; i < arguments.Positional.Count; i++)
        {
            if (i < plain.Length)
                values[i] = arguments.Positional[i];
            else if (takesRest)
                rest.Add(arguments.Positional[i]);
            else
                throw TemplateFault.Type($"'{name}' takes no more than {plain.Length} arguments.");
        }
        foreach ((string key, Value value) in arguments.Named)
        {
            int index = Array.IndexOf(plain, key);
            if (index >= 0)
                values[index] = value;
            else if (takesNamed)
                named.Add(new(key, value));
            else
                throw TemplateFault.Type($"'{name}' takes no argument '{key}'.");
        }
        for (int i = 0; i < required; i++)
            if (values[i] is null)
                throw TemplateFault.Type($"'{name}' needs the argument '{plain[i]}'.");
        return body(new(interpreter, name, subject, values, rest, named));
    }
}

/// <summary>A method with its object, or a function.</summary>
internal sealed class NativeFunction(Native native, Value subject) : CallableValue
{
    public override Value Call(Interpreter interpreter, CallArguments arguments) => native.Call(interpreter, subject, arguments);
}

/// <summary>Natives by name.</summary>
internal sealed class NativeTable(params Native[] entries)
{
    private readonly FrozenDictionary<string, Native> byName = entries.ToFrozenDictionary(e => e.Name, StringComparer.Ordinal);

    public IEnumerable<string> Names => byName.Keys;

    public Native? Find(string name) => byName.GetValueOrDefault(name);
}
