using Ingot.Text.Templates.Evaluation;
using Ingot.Text.Templates.Values;

namespace Ingot.Text.Templates.Library;

/// <summary>Filters of sequences and dictionaries.</summary>
internal static class SequenceFilters
{
    private static readonly NativeTable Table = new(
        new("length", "", Length),
        new("count", "", Length),
        new("first", "", c => c.Items() is [var first, ..] ? first : new UndefinedValue("There is no first item in nothing.")),
        new("last", "", c => c.Items() is [.., var last] ? last : new UndefinedValue("There is no last item in nothing.")),
        new("list", "", c => new ListValue(c.Items())),
        new("join", "d attribute", c => Filters.Join(c, c.Items().Select(Key(c, 1)), c[0] is null ? "" : c.Interpreter.Printer.Text(c[0]!))),
        new("reverse", "", Reverse),
        new("sort", "reverse case_sensitive attribute", c => new ListValue(Sort(c, c.Items(), Sorting(c, 2, c.Flag(1)), c.Flag(0)))),
        new("dictsort", "case_sensitive by reverse", DictSort),
        new("items", "", Items),
        new("unique", "case_sensitive attribute", Unique),
        new("groupby", "attribute; default case_sensitive", GroupBy),
        new("sum", "attribute start", c => c.Items().Select(Key(c, 0)).Aggregate(c[1] ?? new IntegerValue(0), (a, b) => c.Interpreter.Operators.Binary("+", a, b))),
        new("min", "case_sensitive attribute", c => Extreme(c, -1)),
        new("max", "case_sensitive attribute", c => Extreme(c, 1)),
        new("batch", "linecount; fill_with", Batch),
        new("slice", "slices; fill_with", Slice),
        new("map", "*args **kwargs", Map),
        new("select", "*args", c => Select(c, false, true)),
        new("reject", "*args", c => Select(c, false, false)),
        new("selectattr", "*args", c => Select(c, true, true)),
        new("rejectattr", "*args", c => Select(c, true, false)));

    public static Native? Find(string name) => Table.Find(name);

    private static IntegerValue Length(NativeCall call) => new(call.Subject.Length
        ?? throw TemplateFault.Type($"A {call.Subject.TypeName} has no length."));

    /// <summary>Reads the attribute that an argument names, dots and indices included; all of the item when it names none.</summary>
    private static Func<Value, Value> Key(NativeCall call, int argument) => Attribute(call, call.Given(argument));

    private static Func<Value, Value> Attribute(NativeCall call, Value? path)
    {
        if (path is null)
            return item => item;
        Value[] parts = path is StringValue text
            ? [.. text.Text.Split('.').Select(p => long.TryParse(p, out long index) ? (Value)new IntegerValue(index) : new StringValue(p))]
            : [path];
        return item => parts.Aggregate(item, (value, part) => Members.Item(call.Interpreter, value, part));
    }

    /// <summary>The same for ordering: text regardless of case unless that matters.</summary>
    private static Func<Value, Value> Sorting(NativeCall call, int argument, bool caseSensitive)
    {
        Func<Value, Value> key = Key(call, argument);
        return caseSensitive ? key : item => key(item) is StringValue text ? text.With(text.Text.ToLowerInvariant()) : key(item);
    }

    /// <summary>A stable merge sort, so that a failing comparison ends it as a failure of the template.</summary>
    private static List<Value> Sort(NativeCall call, List<Value> items, Func<Value, Value> key, bool descending)
    {
        (Value Key, Value Item)[] from = [.. items.Select(item => (key(item), item))], to = new (Value, Value)[from.Length];
        for (int width = 1; width < from.Length; width *= 2)
        {
            for (int start = 0; start < from.Length; start += 2 * width)
            {
                int left = start, middle = Math.Min(start + width, from.Length), right = middle, end = Math.Min(start + (2 * width), from.Length);
                for (int i = start; i < end; i++)
                    to[i] = left < middle && (right >= end || !Before(from[right].Key, from[left].Key)) ? from[left++] : from[right++];
            }
            (from, to) = (to, from);
        }
        return [.. from.Select(pair => pair.Item)];

        bool Before(Value a, Value b) => call.Interpreter.Operators.Compare(descending ? ">" : "<", a, b);
    }

    private static Value Reverse(NativeCall call)
    {
        List<Value> items = call.Items();
        items.Reverse();
        return call.Subject is StringValue ? call.Like(string.Concat(items.Select(i => ((StringValue)i).Text))) : new GeneratorValue(items);
    }

    private static GeneratorValue Items(NativeCall call) => call.Subject switch
    {
        DictValue dict => new([.. dict.Entries.Select(e => new TupleValue([e.Key, e.Value]))]),
        UndefinedValue => new([]),
        _ => throw TemplateFault.Type($"'items' needs a dictionary, not a {call.Subject.TypeName}."),
    };

    private static ListValue DictSort(NativeCall call)
    {
        if (call.Subject is not DictValue dict)
            throw TemplateFault.Type($"'dictsort' needs a dictionary, not a {call.Subject.TypeName}.");
        int part = (call.String(1) ?? "key") switch { "key" => 0, "value" => 1, _ => throw TemplateFault.Type("'dictsort' sorts by key or value.") };
        List<Value> pairs = [.. dict.Entries.Select(e => new TupleValue([e.Key, e.Value]))];
        return new(Sort(call, pairs, pair => ((TupleValue)pair).Items[part] is var value && value is StringValue text && !call.Flag(0)
            ? text.With(text.Text.ToLowerInvariant()) : value, call.Flag(2)));
    }

    private static GeneratorValue Unique(NativeCall call)
    {
        Func<Value, Value> key = Sorting(call, 1, call.Flag(0));
        HashSet<Value> seen = new(KeyComparer.Instance);
        return new([.. call.Items().Where(item => seen.Add(key(item)))]);
    }

    private static ListValue GroupBy(NativeCall call)
    {
        Func<Value, Value> plain = Key(call, 0), folded = Sorting(call, 0, call.Flag(2));
        Func<Value, Value> key = item => folded(item) is UndefinedValue && call[1] is Value fallback ? fallback : folded(item);
        List<Value> groups = [];
        Value? last = null;
        foreach (Value item in Sort(call, call.Items(), key, false))
        {
            if (last is null || !call.Interpreter.Operators.AreEqual(last, key(item)))
                groups.Add(new GroupValue(plain(item) is UndefinedValue && call[1] is Value fallback ? fallback : plain(item), new([])));
            ((ListValue)((GroupValue)groups[^1]).Items[1]).Items.Add(item);
            last = key(item);
        }
        return new(groups);
    }

    private static Value Extreme(NativeCall call, int sign)
    {
        Func<Value, Value> key = Sorting(call, 1, call.Flag(0));
        List<Value> items = call.Items();
        return items.Count == 0 ? new UndefinedValue("There is no item in nothing.")
            : items.Aggregate((best, item) => call.Interpreter.Operators.Compare(sign < 0 ? "<" : ">", key(item), key(best)) ? item : best);
    }

    private static GeneratorValue Batch(NativeCall call)
    {
        int size = (int)Math.Clamp(call.Number(0, 1), 1, int.MaxValue);
        List<Value> batches = [.. call.Items().Chunk(size).Select(chunk => new ListValue([.. chunk]))];
        if (call.Given(1) is Value fill && batches is [.., ListValue last])
        {
            call.Meter.Step(size);
            while (last.Items.Count < size)
                last.Items.Add(fill);
        }
        return new(batches);
    }

    private static GeneratorValue Slice(NativeCall call)
    {
        long count = call.Number(0, 1);
        if (count < 1)
            throw TemplateFault.Type("'slice' needs at least one slice.");
        call.Meter.Step(count);
        List<Value> items = call.Items(), slices = [];
        int each = (int)(items.Count / count), longer = (int)(items.Count % count), at = 0;
        for (int i = 0; i < count; i++)
        {
            int size = i < longer ? each + 1 : each;
            List<Value> slice = items.GetRange(at, size);
            if (call.Given(1) is Value fill && longer > 0 && i >= longer)
                slice.Add(fill);
            slices.Add(new ListValue(slice));
            at += size;
        }
        return new(slices);
    }

    private static GeneratorValue Map(NativeCall call)
    {
        // Of anything false, none included, Jinja makes nothing here rather than an error.
        if (!call.Subject.IsTrue)
            return new([]);
        if (call.Rest.Count > 0)
        {
            string filter = call.Interpreter.Printer.Text(call.Rest[0]);
            CallArguments arguments = new([.. call.Rest.Skip(1)], call.Named);
            return new([.. call.Items().Select(item => call.Interpreter.Filter(filter, item, arguments))]);
        }
        Value? attribute = call.Named.FirstOrDefault(n => n.Key == "attribute").Value, fallback = call.Named.FirstOrDefault(n => n.Key == "default").Value;
        if (attribute is null)
            throw TemplateFault.Type("'map' needs a filter or an attribute.");
        Func<Value, Value> key = Attribute(call, attribute);
        return new([.. call.Items().Select(item => key(item) is UndefinedValue && fallback is not null ? fallback : key(item))]);
    }

    private static GeneratorValue Select(NativeCall call, bool byAttribute, bool wanted)
    {
        if (byAttribute && call.Rest.Count == 0)
            throw TemplateFault.Type("'selectattr' and 'rejectattr' need an attribute.");
        if (!call.Subject.IsTrue)
            return new([]);
        Func<Value, Value> key = Attribute(call, byAttribute ? call.Rest[0] : null);
        int skip = byAttribute ? 1 : 0;
        string? test = call.Rest.Count > skip ? call.Interpreter.Printer.Text(call.Rest[skip]) : null;
        CallArguments arguments = new([.. call.Rest.Skip(skip + 1)], []);
        return new([.. call.Items().Where(item =>
            (test is null ? key(item).IsTrue : call.Interpreter.Test(test, key(item), arguments)) == wanted)]);
    }
}
