using System.Globalization;
using System.Text;
using Ingot.Text.Templates.Evaluation;
using Ingot.Text.Templates.Values;

namespace Ingot.Text.Templates.Library;

/// <summary>Values as Python prints them.</summary>
internal sealed class Printer(Meter meter)
{
    /// <summary><c>str()</c>.</summary>
    public string Text(Value value) => value switch
    {
        StringValue text => text.Text,
        UndefinedValue => "",
        _ => Repr(value),
    };

    /// <summary><c>repr()</c>.</summary>
    public string Repr(Value value)
    {
        TextBuilder text = new(meter);
        Write(text, value);
        return text.ToString();
    }

    private void Write(TextBuilder text, Value value)
    {
        meter.Step();
        switch (value)
        {
            case StringValue node:
                text.Append(node.IsMarkup ? $"Markup({Quote(node.Text)})" : Quote(node.Text));
                break;
            case IntegerValue node:
                text.Append(node.Number.ToString(CultureInfo.InvariantCulture));
                break;
            case FloatValue node:
                text.Append(PythonFloat.Repr(node.Number));
                break;
            case BooleanValue:
                text.Append(value.IsTrue ? "True" : "False");
                break;
            case NoneValue:
                text.Append("None");
                break;
            case UndefinedValue:
                text.Append("Undefined");
                break;
            case RangeValue:
                text.Append(value.ToString()!);
                break;
            case ListValue list:
                WriteAll(text, "[", list.Items, "]");
                break;
            case SequenceValue tuple:
                WriteAll(text, "(", tuple.Items, tuple.Items.Count == 1 ? ",)" : ")");
                break;
            case ViewValue view:
                WriteAll(text, view.TypeName + "([", view.Items, "])");
                break;
            case DictValue dict:
                WriteDict(text, dict);
                break;
            default:
                text.Append($"<{value.TypeName}>");
                break;
        }
    }

    private void WriteAll(TextBuilder text, string open, IReadOnlyList<Value> items, string close)
    {
        meter.Enter();
        text.Append(open);
        for (int i = 0; i < items.Count; i++)
        {
            if (i > 0)
                text.Append(", ");
            Write(text, items[i]);
        }
        text.Append(close);
        meter.Leave();
    }

    private void WriteDict(TextBuilder text, DictValue dict)
    {
        meter.Enter();
        text.Append('{');
        string separator = "";
        foreach ((Value key, Value value) in dict.Entries)
        {
            text.Append(separator);
            separator = ", ";
            Write(text, key);
            text.Append(": ");
            Write(text, value);
        }
        text.Append('}');
        meter.Leave();
    }

    private static string Quote(string text)
    {
        char quote = text.Contains('\'') && !text.Contains('"') ? '"' : '\'';
        StringBuilder quoted = new();
        quoted.Append(quote);
        foreach (Rune rune in text.EnumerateRunes())
        {
            int code = rune.Value;
            if (code == quote || code == '\\')
                quoted.Append('\\').Append((char)code);
            else if (code is '\n' or '\r' or '\t')
                quoted.Append(code == '\n' ? "\\n" : code == '\r' ? "\\r" : "\\t");
            else if (PythonText.IsPrintable(rune))
                quoted.Append(rune.ToString());
            else
                quoted.Append(code < 0x100 ? $"\\x{code:x2}" : code < 0x10000 ? $"\\u{code:x4}" : $"\\U{code:x8}");
        }
        return quoted.Append(quote).ToString();
    }
}
