using System.Globalization;
using System.Text;
using Ingot.Text.Templates.Evaluation;
using Ingot.Text.Templates.Values;

namespace Ingot.Text.Templates.Library;

/// <summary>JSON as Python's <c>json.dumps</c> writes it, with the options transformers' <c>tojson</c> passes on.</summary>
internal sealed class JsonPrinter(Meter meter)
{
    private readonly TextBuilder text = new(meter);

    /// <summary>One level of indentation; null writes all on one line.</summary>
    public string? Indent { get; init; }

    public string ItemSeparator { get; init; } = ", ";

    public string KeySeparator { get; init; } = ": ";

    public bool SortKeys { get; init; }

    public bool AsciiOnly { get; init; }

    public string Print(Value value)
    {
        Write(value, 0);
        return text.ToString();
    }

    private void Write(Value value, int level)
    {
        meter.Step();
        switch (value)
        {
            case StringValue node:
                WriteString(node.Text);
                break;
            case NoneValue or BooleanValue or IntegerValue or FloatValue:
                text.Append(Scalar(value));
                break;
            case ListValue or TupleValue:
                WriteList(((SequenceValue)value).Items, level + 1);
                break;
            case DictValue dict:
                WriteDict(dict, level + 1);
                break;
            default:
                throw TemplateFault.Type($"A {value.TypeName} cannot be written as JSON.");
        }
    }

    private static string Scalar(Value value) => value switch
    {
        NoneValue => "null",
        BooleanValue => value.IsTrue ? "true" : "false",
        IntegerValue integer => integer.Number.ToString(CultureInfo.InvariantCulture),
        FloatValue { Number: double.NaN } => "NaN",
        FloatValue { Number: double.PositiveInfinity } => "Infinity",
        FloatValue { Number: double.NegativeInfinity } => "-Infinity",
        FloatValue real => PythonFloat.Repr(real.Number),
        _ => throw TemplateFault.Type($"A {value.TypeName} cannot be a key in JSON."),
    };

    private void WriteList(IReadOnlyList<Value> items, int level)
    {
        if (items.Count == 0)
        {
            text.Append("[]");
            return;
        }
        meter.Enter();
        text.Append('[');
        for (int i = 0; i < items.Count; i++)
        {
            NewItem(i, level);
            Write(items[i], level);
        }
        NewLine(level - 1);
        text.Append(']');
        meter.Leave();
    }

    private void WriteDict(DictValue dict, int level)
    {
        if (dict.Entries.Count == 0)
        {
            text.Append("{}");
            return;
        }
        meter.Enter();
        text.Append('{');
        int index = 0;
        IEnumerable<KeyValuePair<Value, Value>> entries = dict.Entries;
        if (SortKeys)
            entries = entries.OrderBy(e => KeyText(e.Key), Comparer<string>.Create(CodePoints.Compare));
        foreach ((Value key, Value value) in entries)
        {
            NewItem(index++, level);
            WriteString(KeyText(key));
            text.Append(KeySeparator);
            Write(value, level);
        }
        NewLine(level - 1);
        text.Append('}');
        meter.Leave();
    }

    private static string KeyText(Value key) => key is StringValue name ? name.Text : Scalar(key);

    private void NewItem(int index, int level)
    {
        if (index > 0)
            text.Append(ItemSeparator);
        NewLine(level);
    }

    private void NewLine(int level)
    {
        if (Indent is not null)
            text.Append('\n').Repeat(Indent, level);
    }

    private void WriteString(string value)
    {
        StringBuilder quoted = new();
        quoted.Append('"');
        foreach (char c in value)
        {
            int escape = "\"\\\n\r\t\f\b".IndexOf(c);
            if (escape >= 0)
                quoted.Append('\\').Append("\"\\nrtfb"[escape]);
            else if (c < ' ' || (AsciiOnly && c > '~'))
                quoted.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
            else
                quoted.Append(c);
        }
        text.Append(quoted.Append('"').ToString());
    }
}
