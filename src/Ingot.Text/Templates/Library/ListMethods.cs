using Ingot.Text.Templates.Values;

namespace Ingot.Text.Templates.Library;

/// <summary>Methods of lists. Those that change one are here although Jinja's sandbox refuses them: the list is the rendering's own.</summary>
internal static class ListMethods
{
    private static readonly NativeTable Reading = new(
        new("index", "value;", c => Index(c)),
        new("count", "value;", c => new IntegerValue(c.Items().Count(item => c.Interpreter.Operators.AreEqual(item, c[0]!)))));

    private static readonly NativeTable Changing = new(
        new("append", "value;", c => Insert(c, int.MaxValue, [c[0]!])),
        new("extend", "values;", c => Insert(c, int.MaxValue, [.. c.Interpreter.Operators.Iterate(c[0]!)])),
        new("insert", "index value;", c => Insert(c, c.Number(0, 0), [c[1]!])),
        new("pop", "index", c => Pop(c, c.Number(0, -1))),
        new("copy", "", c => new ListValue(c.Items())));

    public static Native? Find(string name) => Reading.Find(name) ?? Changing.Find(name);

    /// <summary>A method that tuples and ranges have too.</summary>
    public static Native? FindReading(string name) => Reading.Find(name);

    private static IntegerValue Index(NativeCall call)
    {
        int index = call.Items().FindIndex(item => call.Interpreter.Operators.AreEqual(item, call[0]!));
        return index >= 0 ? new(index) : throw TemplateFault.Type("The value looked for is not in the list.");
    }

    private static NoneValue Insert(NativeCall call, long index, List<Value> values)
    {
        List<Value> items = ((ListValue)call.Subject).Items;
        call.Meter.Step(index < items.Count ? items.Count : 1);
        items.InsertRange((int)Math.Clamp(index < 0 ? index + items.Count : index, 0, items.Count), values);
        return NoneValue.Instance;
    }

    private static Value Pop(NativeCall call, long index)
    {
        List<Value> items = ((ListValue)call.Subject).Items;
        index = index < 0 ? index + items.Count : index;
        if (index < 0 || index >= items.Count)
            throw TemplateFault.Type("A list is popped where it has no element.");
        call.Meter.Step(items.Count - index);
        Value value = items[(int)index];
        items.RemoveAt((int)index);
        return value;
    }
}
