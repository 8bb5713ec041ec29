using Ingot.Text.Templates.Values;

namespace Ingot.Text.Templates.Library;

/// <summary>Methods of dictionaries. <c>update</c> is here although Jinja's sandbox refuses it: the dictionary is the rendering's own.</summary>
internal static class DictMethods
{
    private static readonly NativeTable Table = new(
        new("get", "key; default", c => Of(c).Entries.GetValueOrDefault(c[0]!) ?? c[1] ?? NoneValue.Instance),
        new("keys", "", c => View(c, "dict_keys", e => e.Key)),
        new("values", "", c => View(c, "dict_values", e => e.Value)),
        new("items", "", c => View(c, "dict_items", e => new TupleValue([e.Key, e.Value]))),
        new("copy", "", c => Merge(c, new DictValue(), c.Subject)),
        new("update", "other **values", c => Merge(c, Of(c), c[0])));

    public static Native? Find(string name) => Table.Find(name);

    private static DictValue Of(NativeCall call) => (DictValue)call.Subject;

    private static ViewValue View(NativeCall call, string kind, Func<KeyValuePair<Value, Value>, Value> part)
    {
        call.Meter.Step(Of(call).Entries.Count);
        return new(kind, [.. Of(call).Entries.Select(part)]);
    }

    private static Value Merge(NativeCall call, DictValue into, Value? from)
    {
        if (from is not (null or DictValue))
            throw TemplateFault.Type($"A dictionary is updated from a dictionary, not from a {from.TypeName}.");
        foreach ((Value key, Value value) in ((from as DictValue)?.Entries ?? []).ToArray())
        {
            call.Meter.Step();
            into.Entries[key] = value;
        }
        foreach ((string key, Value value) in call.Named)
            into.Set(key, value);
        return ReferenceEquals(into, call.Subject) ? NoneValue.Instance : into;
    }
}
