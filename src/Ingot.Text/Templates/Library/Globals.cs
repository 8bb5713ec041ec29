using Ingot.Text.Templates.Evaluation;
using Ingot.Text.Templates.Values;

namespace Ingot.Text.Templates.Library;

/// <summary>Functions every template can call.</summary>
internal static class Globals
{
    /// <summary>The longest range, as in Jinja's sandbox.</summary>
    private const int MaxRange = 100_000;

    private static readonly NativeTable Table = new(
        new("range", "start; stop step", Range),
        new("dict", "other **values", c => DictMethods.Find("copy")!.Call(c.Interpreter, Namespace(c, new DictValue()), CallArguments.None)),
        new("namespace", "other **values", c => Namespace(c, new NamespaceValue())),
        new("joiner", "sep", c => Joiner(c[0] ?? new StringValue(", "))),
        new("cycler", "*items", Cycler),
        new("raise_exception", "message;", c => throw new TemplateFault(
            $"The template refuses this conversation: {c.Interpreter.Printer.Text(c[0]!)}", "Change the messages as the template asks.", true)),
        new("strftime_now", "format;", c => c.Like(Strftime.Format(c.Required(0), c.Interpreter.Clock.GetLocalNow().DateTime))));

    public static Value? Find(string name) => Table.Find(name)?.Bind(NoneValue.Instance);

    private static RangeValue Range(NativeCall call)
    {
        bool single = call.Given(1) is null;
        long start = single ? 0 : call.Number(0, 0), stop = call.Number(single ? 0 : 1, 0), step = call.Number(2, 1);
        if (step == 0)
            throw TemplateFault.Type("A range's step cannot be zero.");
        Int128 distance = (Int128)stop - start;
        Int128 count = distance == 0 || distance > 0 != step > 0 ? 0 : (distance + step - Math.Sign(step)) / step;
        if (count > MaxRange)
            throw new TemplateFault($"A range has {count:N0} numbers, more than {MaxRange:N0} allowed.", "Change the template to use shorter ranges.");
        call.Meter.Step((long)count);
        return new(start, stop, step, (int)count);
    }

    private static Value Namespace(NativeCall call, Value target)
    {
        if (call[0] is not (null or DictValue))
            throw TemplateFault.Type($"A {call[0]!.TypeName} cannot become a dictionary.");
        foreach ((Value key, Value value) in (call[0] as DictValue)?.Entries ?? [])
            Set(key, value);
        foreach ((string key, Value value) in call.Named)
            Set(new StringValue(key), value);
        return target;

        void Set(Value key, Value value)
        {
            if (target is DictValue dict)
                dict.Entries[key] = value;
            else
                ((NamespaceValue)target).Attributes[call.Interpreter.Printer.Text(key)] = value;
        }
    }

    private static NativeFunction Joiner(Value separator)
    {
        bool used = false;
        return new(new("joiner", "", _ =>
        {
            Value value = used ? separator : StringValue.Empty;
            used = true;
            return value;
        }), NoneValue.Instance);
    }

    private static NamespaceValue Cycler(NativeCall call)
    {
        if (call.Rest.Count == 0)
            throw TemplateFault.Type("A cycler needs at least one value.");
        NamespaceValue cycler = new();
        int index = 0;
        cycler.Attributes["current"] = call.Rest[0];
        cycler.Attributes["next"] = Function("next", _ =>
        {
            Value value = call.Rest[index];
            index = (index + 1) % call.Rest.Count;
            cycler.Attributes["current"] = call.Rest[index];
            return value;
        });
        cycler.Attributes["reset"] = Function("reset", _ =>
        {
            index = 0;
            cycler.Attributes["current"] = call.Rest[0];
            return NoneValue.Instance;
        });
        return cycler;

        static NativeFunction Function(string name, Func<NativeCall, Value> body) => new(new(name, "", body), NoneValue.Instance);
    }
}
