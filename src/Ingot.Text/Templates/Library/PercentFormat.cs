using System.Globalization;
using Ingot.Text.Templates.Evaluation;
using Ingot.Text.Templates.Values;

namespace Ingot.Text.Templates.Library;

/// <summary>Python's <c>format % values</c>.</summary>
internal static class PercentFormat
{
    public static string Format(string format, Value values, Printer printer, Meter meter)
    {
        TextBuilder text = new(meter);
        IReadOnlyList<Value> arguments = values is TupleValue tuple ? tuple.Items : [values];
        int next = 0;
        for (int i = 0; i < format.Length; i++)
        {
            if (format[i] != '%')
            {
                text.Append(format[i]);
                continue;
            }
            int at = i + 1;
            Value? value = null;
            if (At(at) == '(')
            {
                int end = format.IndexOf(')', at);
                value = (values as DictValue)?.Find(end < 0 ? "" : format[(at + 1)..end])
                    ?? throw TemplateFault.Type("A '%(name)' in a format has no value of that name.");
                at = end + 1;
            }
            int flagsFrom = at;
            while (At(at) is '-' or '+' or ' ' or '0' or '#')
                at++;
            string flags = format[flagsFrom..at];
            int width = ReadNumber(ref at);
            int precision = -1;
            if (At(at) == '.')
            {
                at++;
                precision = ReadNumber(ref at);
            }
            char kind = At(at);
            i = at;
            if (kind == '%')
            {
                text.Append('%');
                continue;
            }
            value ??= next < arguments.Count ? arguments[next++] : throw TemplateFault.Type("A format has fewer values than it names.");
            Pad(text, FormatOne(kind, value, flags, precision, printer), width, flags, kind is not ('s' or 'r'));
        }
        if (next < arguments.Count && values is not (DictValue or ListValue))
            throw TemplateFault.Type("A format has more values than it names.");
        return text.ToString();

        char At(int index) => index < format.Length ? format[index] : '\0';

        int ReadNumber(ref int at)
        {
            int number = 0;
            for (; char.IsAsciiDigit(At(at)); at++)
                number = number < 100_000_000 ? (number * 10) + format[at] - '0' : number;
            return number;
        }
    }

    private static string FormatOne(char kind, Value value, string flags, int precision, Printer printer)
    {
        if (kind is 's' or 'r')
        {
            string shown = kind == 's' ? printer.Text(value) : printer.Repr(value);
            return precision >= 0 && precision < shown.Length ? shown[..precision] : shown;
        }
        if (kind == 'c' && value is StringValue { Length: 1 } character)
            return character.Text;
        if (Numbers.Of(value) is not { } number)
            throw TemplateFault.Type($"'%{kind}' needs a number, not a {value.TypeName}.");
        double real = Numbers.ToDouble(number);
        long whole = number is IntegerValue integer ? integer.Number : kind is 'd' or 'i' ? (long)Math.Truncate(real) : 0;
        if (kind is 'x' or 'X' or 'o' && number is FloatValue)
            throw TemplateFault.Type($"'%{kind}' needs a whole number.");
        int digits = precision < 0 ? 6 : Math.Min(precision, 1000);
        string text = kind switch
        {
            'd' or 'i' => whole.ToString(CultureInfo.InvariantCulture),
            'x' => whole < 0 ? "-" + (-whole).ToString("x", CultureInfo.InvariantCulture) : whole.ToString("x", CultureInfo.InvariantCulture),
            'X' => whole < 0 ? "-" + (-whole).ToString("X", CultureInfo.InvariantCulture) : whole.ToString("X", CultureInfo.InvariantCulture),
            'o' => Convert.ToString(whole, 8),
            'f' or 'F' => PythonFloat.Fixed(real, digits),
            'e' or 'E' => ShortExponent(real.ToString($"{kind}{digits}", CultureInfo.InvariantCulture)),
            _ => throw TemplateFault.Type($"The format '%{kind}' is not known."),
        };
        return real >= 0 && flags.Contains('+') ? "+" + text : real >= 0 && flags.Contains(' ') ? " " + text : text;
    }

    // .NET writes three digits of exponent, Python at least two.
    private static string ShortExponent(string text) => text[^3] == '0' ? text.Remove(text.Length - 3, 1) : text;

    private static void Pad(TextBuilder text, string piece, int width, string flags, bool isNumber)
    {
        int missing = width - CodePoints.Count(piece);
        if (flags.Contains('-'))
            text.Append(piece).Repeat(" ", missing);
        else if (flags.Contains('0') && isNumber)
        {
            bool signed = piece[0] is '-' or '+';
            text.Append(signed ? piece[..1] : "").Repeat("0", missing).Append(signed ? piece[1..] : piece);
        }
        else
            text.Repeat(" ", missing).Append(piece);
    }
}
