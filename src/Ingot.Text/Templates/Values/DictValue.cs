namespace Ingot.Text.Templates.Values;

/// <summary>A dictionary in order of insertion. Keys are strings, numbers, booleans and none.</summary>
internal sealed class DictValue : Value
{
    public override string TypeName => "dict";
    public override int? Length => Entries.Count;
    public override IEnumerable<Value> Elements => Entries.Keys.ToArray();
    public OrderedDictionary<Value, Value> Entries { get; } = new(KeyComparer.Instance);

    /// <summary>The value of a text key; null when absent.</summary>
    public Value? Find(string key) => Entries.GetValueOrDefault(new StringValue(key));

    public void Set(string key, Value value) => Entries[new StringValue(key)] = value;
}

/// <summary>Keys as Python compares them: 1, 1.0 and True are one key.</summary>
internal sealed class KeyComparer : IEqualityComparer<Value>
{
    public static KeyComparer Instance { get; } = new();

    public bool Equals(Value? x, Value? y) => KeyOf(x).Equals(KeyOf(y));

    public int GetHashCode(Value obj) => KeyOf(obj).GetHashCode();

    /// <summary>Whether the value can be a key. Tuples can in Python, but their hashing has no bound here.</summary>
    public static bool IsKey(Value value) =>
        value is StringValue or IntegerValue or FloatValue or BooleanValue or NoneValue or UndefinedValue;

    private static object KeyOf(Value? value) => value switch
    {
        StringValue text => text.Text,
        IntegerValue integer => integer.Number,
        BooleanValue boolean => boolean.IsTrue ? 1L : 0L,
        FloatValue { Number: var number } when number == Math.Floor(number) && Math.Abs(number) < 9e18 => (long)number,
        FloatValue other => other.Number,
        NoneValue => NoneValue.Instance,
        UndefinedValue => typeof(UndefinedValue),
        _ => throw new TemplateFault(
            $"A {value?.TypeName} cannot be a dictionary key.", "Use a string or a number as key in the template."),
    };
}
