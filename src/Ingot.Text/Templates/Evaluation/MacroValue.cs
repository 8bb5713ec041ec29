using Ingot.Text.Templates.Syntax;
using Ingot.Text.Templates.Values;

namespace Ingot.Text.Templates.Evaluation;

/// <summary>A macro with the scope it was defined in.</summary>
internal sealed class MacroValue(string name, MacroShape shape, Scope definedIn) : CallableValue
{
    public override string TypeName => "Macro";

    public override Value? Member(Interpreter interpreter, string member) => member == "name" ? new StringValue(name) : null;

    public override Value Call(Interpreter interpreter, CallArguments arguments)
    {
        Scope scope = new(definedIn);
        Dictionary<string, Value> named = new(StringComparer.Ordinal);
        foreach ((string key, Value value) in arguments.Named)
            named[key] = value;
        int given = Math.Min(arguments.Positional.Count, shape.Parameters.Count);
        for (int i = 0; i < given; i++)
        {
            if (named.ContainsKey(shape.Parameters[i].Key))
                throw TemplateFault.Type($"The macro '{name}' got two values for '{shape.Parameters[i].Key}'.");
            scope.Set(shape.Parameters[i].Key, arguments.Positional[i]);
        }
        // Every parameter hides what has its name outside before any default is computed.
        for (int i = given; i < shape.Parameters.Count; i++)
            scope.Set(shape.Parameters[i].Key, new UndefinedValue($"The macro '{name}' was not given '{shape.Parameters[i].Key}'."));
        for (int i = given; i < shape.Parameters.Count; i++)
        {
            (string parameter, Expression? fallback) = shape.Parameters[i];
            if (named.Remove(parameter, out Value? value))
                scope.Set(parameter, value);
            else if (fallback is not null)
                scope.Set(parameter, interpreter.Evaluate(fallback, scope));
        }
        DefineImplicit(scope, arguments, named);
        return new StringValue(interpreter.Capture(shape.Body, scope));
    }

    private void DefineImplicit(Scope scope, CallArguments arguments, Dictionary<string, Value> named)
    {
        if (shape.UsesCaller && !shape.Parameters.Any(p => p.Key == "caller"))
            scope.Set("caller", named.Remove("caller", out Value? caller) ? caller
                : new UndefinedValue($"The macro '{name}' was not called by a call block, so it has no caller."));
        if (shape.UsesRest)
            scope.Set("varargs", new TupleValue([.. arguments.Positional.Skip(shape.Parameters.Count)]));
        else if (arguments.Positional.Count > shape.Parameters.Count)
            throw TemplateFault.Type($"The macro '{name}' takes no more than {shape.Parameters.Count} arguments.");
        if (shape.UsesNamed)
        {
            DictValue dict = new();
            foreach ((string key, Value value) in named)
                dict.Set(key, value);
            scope.Set("kwargs", dict);
        }
        else if (named.Count > 0)
            throw TemplateFault.Type($"The macro '{name}' takes no argument '{named.Keys.First()}'.");
    }
}
