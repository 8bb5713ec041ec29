using Ingot.Text.Templates.Library;
using Ingot.Text.Templates.Values;

namespace Ingot.Text.Templates.Evaluation;

/// <summary>Attributes, items and slices, looked up in Jinja's order.</summary>
internal static class Members
{
    /// <summary><c>target.name</c>: an attribute, else an item.</summary>
    public static Value Attribute(Interpreter interpreter, Value target, string name) =>
        FindAttribute(interpreter, target, name) ?? FindItem(target, new StringValue(name)) ?? Missing(target, name);

    /// <summary><c>target[index]</c>: an item, else an attribute.</summary>
    public static Value Item(Interpreter interpreter, Value target, Value index)
    {
        if (FindItem(target, index) is Value item)
            return item;
        if (index is not StringValue name)
            return Missing(target, interpreter.Printer.Text(index));
        return FindAttribute(interpreter, target, name.Text) ?? Missing(target, name.Text);
    }

    public static Value Slice(Interpreter interpreter, Value target, Value? start, Value? stop, Value? step)
    {
        if (target is UndefinedValue undefined)
            throw TemplateFault.Undefined(undefined);
        if (target is not (StringValue or SequenceValue))
            throw TemplateFault.Type($"A {target.TypeName} cannot be sliced.");
        long by = Bound(step, 0) ?? 1;
        if (by == 0)
            throw TemplateFault.Type("A slice's step cannot be zero.");
        int length = target.Length!.Value;
        int[] offsets = target is StringValue whole ? CodePoints.Offsets(whole.Text) : [];
        long first = by > 0 ? Clamp(Bound(start, length) ?? 0, 0, length) : Clamp(Bound(start, length) ?? length - 1, -1, length - 1);
        long last = by > 0 ? Clamp(Bound(stop, length) ?? length, 0, length) : Bound(stop, length) is long end ? Clamp(end, -1, length - 1) : -1;
        List<int> indices = [];
        for (long i = first; by > 0 ? i < last : i > last; i += Math.Clamp(by, -length - 1, length + 1))
            indices.Add((int)i);
        interpreter.Meter.Step(indices.Count / 16);
        if (target is StringValue text)
        {
            if (by == 1)
                return text.With(first < last ? text.Text[offsets[first]..offsets[last]] : "");
            TextBuilder picked = new(interpreter.Meter);
            foreach (int i in indices)
                picked.Append(text.Text[offsets[i]..offsets[i + 1]]);
            return text.With(picked.ToString());
        }
        List<Value> items = [.. indices.Select(i => ((SequenceValue)target).Items[i])];
        return target is TupleValue ? new TupleValue(items) : new ListValue(items);

        static long Clamp(long value, long low, long high) => Math.Max(low, Math.Min(high, value));

        static long? Bound(Value? part, int length) => part is null or NoneValue ? null
            : Numbers.Integer(part) is not long number ? throw TemplateFault.Type("A slice's bounds must be whole numbers.")
            : number >= 0 ? number : number + length;
    }

    private static Value? FindAttribute(Interpreter interpreter, Value target, string name)
    {
        // The interpreter has no such members to give away; refusing aloud tells the user what the template tried.
        if (name.StartsWith("__", StringComparison.Ordinal) && (target as DictValue)?.Find(name) is null)
            throw new TemplateFault($"The attribute '{name}' is not open to templates.", "Do not use this template: it reaches for Python's internals.");
        return target switch
        {
            StringValue => StringMethods.Find(name)?.Bind(target),
            ListValue => ListMethods.Find(name)?.Bind(target),
            GroupValue group when group.Member(name) is Value member => member,
            SequenceValue => ListMethods.FindReading(name)?.Bind(target),
            DictValue => DictMethods.Find(name)?.Bind(target),
            NamespaceValue space => space.Attributes.GetValueOrDefault(name),
            CallableValue callable => callable.Member(interpreter, name),
            UndefinedValue undefined => throw TemplateFault.Undefined(undefined),
            _ => null,
        };
    }

    private static Value? FindItem(Value target, Value index)
    {
        if (target is UndefinedValue undefined)
            throw TemplateFault.Undefined(undefined);
        if (target is DictValue dict)
            return KeyComparer.IsKey(index) ? dict.Entries.GetValueOrDefault(index) : null;
        if (Numbers.Integer(index) is not long position || target is not (SequenceValue or StringValue))
            return null;
        int length = target.Length!.Value;
        if (position < 0)
            position += length;
        if (position < 0 || position >= length)
            return null;
        if (target is not StringValue text)
            return ((SequenceValue)target).Items[(int)position];
        if (length == text.Text.Length)
            return text.With(text.Text[(int)position].ToString());
        int[] offsets = CodePoints.Offsets(text.Text);
        return text.With(text.Text[offsets[position]..offsets[position + 1]]);
    }

    private static UndefinedValue Missing(Value target, string name) => new($"A {target.TypeName} has no '{name}'.");
}
