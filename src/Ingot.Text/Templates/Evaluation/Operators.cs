using Ingot.Text.Templates.Library;
using Ingot.Text.Templates.Values;

namespace Ingot.Text.Templates.Evaluation;

/// <summary>Python's operators.</summary>
internal sealed class Operators(Meter meter, Printer printer)
{
    /// <summary>The elements of a value, each paid for.</summary>
    public IEnumerable<Value> Iterate(Value value)
    {
        IEnumerable<Value> elements = value.Elements ?? throw TemplateFault.Type($"A {value.TypeName} cannot be iterated over.");
        return Count(elements);

        IEnumerable<Value> Count(IEnumerable<Value> counted)
        {
            foreach (Value element in counted)
            {
                meter.Step();
                yield return element;
            }
        }
    }

    public static Value Unary(string op, Value operand) => (op, Numbers.Of(operand)) switch
    {
        ("not", _) => BooleanValue.Of(!operand.IsTrue),
        ("-", IntegerValue integer) => Numbers.Checked(() => checked(-integer.Number)),
        ("-", FloatValue number) => new FloatValue(-number.Number),
        ("+", { } number) => number,
        _ => throw Refuse(op, operand),
    };

    public Value Binary(string op, Value left, Value right)
    {
        if (op == "%" && left is StringValue format)
            return format.With(PercentFormat.Format(format.Text, right, printer, meter));
        if (Numbers.Of(left) is { } first && Numbers.Of(right) is { } second)
            return Numbers.Apply(op, first, second);
        switch (op, left, right)
        {
            case ("+", StringValue a, StringValue b):
                return Add(a, b);
            case ("+", ListValue a, ListValue b):
                meter.Step(a.Items.Count + b.Items.Count);
                return new ListValue([.. a.Items, .. b.Items]);
            case ("+", TupleValue a, TupleValue b):
                meter.Step(a.Items.Count + b.Items.Count);
                return new TupleValue([.. a.Items, .. b.Items]);
            case ("*", _, _) when Numbers.Integer(right) is long count:
                return Repeat(left, count) ?? throw Refuse(op, left, right);
            case ("*", _, _) when Numbers.Integer(left) is long count:
                return Repeat(right, count) ?? throw Refuse(op, left, right);
            default:
                throw Refuse(op, left, right);
        }
    }

    /// <summary>The operator <c>~</c>: all parts as text.</summary>
    public StringValue Concatenate(IReadOnlyList<Value> parts)
    {
        TextBuilder text = new(meter);
        foreach (Value part in parts)
            text.Append(printer.Text(part));
        return new(text.ToString());
    }

    public bool Compare(string op, Value left, Value right) => op switch
    {
        "==" => AreEqual(left, right),
        "!=" => !AreEqual(left, right),
        "in" => Contains(right, left),
        "not in" => !Contains(right, left),
        "<" => Order(left, right) < 0,
        "<=" => Order(left, right) <= 0,
        ">" => Order(left, right) is > 0 and not int.MaxValue,
        _ => Order(left, right) is >= 0 and not int.MaxValue,
    };

    public bool AreEqual(Value left, Value right)
    {
        meter.Step();
        meter.Enter();
        bool equal = (left, right) switch
        {
            (StringValue a, StringValue b) => a.Text == b.Text,
            (NoneValue, NoneValue) or (UndefinedValue, UndefinedValue) => true,
            (SequenceValue a, SequenceValue b) when a is TupleValue == b is TupleValue && a is ListValue == b is ListValue =>
                a.Items.Count == b.Items.Count && AllEqual(a.Items, b.Items),
            (DictValue a, DictValue b) => a.Entries.Count == b.Entries.Count
                && a.Entries.All(e => b.Entries.TryGetValue(e.Key, out Value? other) && AreEqual(e.Value, other)),
            _ when Numbers.Of(left) is { } a && Numbers.Of(right) is { } b => Numbers.Compare(a, b) == 0,
            _ => ReferenceEquals(left, right),
        };
        meter.Leave();
        return equal;
    }

    /// <summary>Orders two values; <see cref="int.MaxValue"/> with NaN, which is neither.</summary>
    public int Order(Value left, Value right)
    {
        meter.Step();
        if (left is StringValue a && right is StringValue b)
            return CodePoints.Compare(a.Text, b.Text);
        if (Numbers.Of(left) is { } first && Numbers.Of(right) is { } second)
            return Numbers.Compare(first, second) ?? int.MaxValue;
        if (left is not SequenceValue c || right is not SequenceValue d || c.GetType() != d.GetType())
            throw Refuse("<", left, right);
        for (int i = 0; i < Math.Min(c.Items.Count, d.Items.Count); i++)
            if (!AreEqual(c.Items[i], d.Items[i]))
                return OrderInner(c.Items[i], d.Items[i]);
        return c.Items.Count - d.Items.Count;
    }

    public bool Contains(Value container, Value element)
    {
        switch (container)
        {
            case StringValue text when element is StringValue part:
                meter.Search(text.Text, part.Text);
                return text.Text.Contains(part.Text, StringComparison.Ordinal);
            case StringValue:
                throw TemplateFault.Type($"Only a string can be in a string, not a {element.TypeName}.");
            case DictValue dict:
                return dict.Entries.ContainsKey(element);
            default:
                foreach (Value item in Iterate(container))
                    if (AreEqual(item, element))
                        return true;
                return false;
        }
    }

    // Where one side is marked safe, the other is escaped, as Jinja's Markup does.
    private StringValue Add(StringValue left, StringValue right)
    {
        bool isMarkup = left.IsMarkup || right.IsMarkup;
        TextBuilder text = new(meter);
        foreach (StringValue part in (ReadOnlySpan<StringValue>)[left, right])
            text.Append(isMarkup && !part.IsMarkup ? PythonText.Escape(part.Text) : part.Text);
        return new(text.ToString(), isMarkup);
    }

    private int OrderInner(Value left, Value right)
    {
        meter.Enter();
        int order = Order(left, right);
        meter.Leave();
        return order;
    }

    private bool AllEqual(IReadOnlyList<Value> left, IReadOnlyList<Value> right)
    {
        for (int i = 0; i < left.Count; i++)
            if (!AreEqual(left[i], right[i]))
                return false;
        return true;
    }

    private Value? Repeat(Value value, long count)
    {
        if (value is StringValue text)
            return text.With(new TextBuilder(meter).Repeat(text.Text, count).ToString());
        if (value is not (ListValue or TupleValue))
            return null;
        IReadOnlyList<Value> items = ((SequenceValue)value).Items;
        count = items.Count == 0 ? 0 : Math.Clamp(count, 0, int.MaxValue);
        meter.Step(items.Count * count);
        List<Value> repeated = [];
        for (long i = 0; i < count; i++)
            repeated.AddRange(items);
        return value is ListValue ? new ListValue(repeated) : new TupleValue(repeated);
    }

    private static TemplateFault Refuse(string op, params Value[] operands) =>
        operands.OfType<UndefinedValue>().FirstOrDefault() is UndefinedValue undefined
            ? TemplateFault.Undefined(undefined)
            : TemplateFault.Type($"'{op}' is not possible with {string.Join(" and ", operands.Select(o => o.TypeName))}.");
}
