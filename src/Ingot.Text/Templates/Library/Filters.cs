using System.Globalization;
using Ingot.Text.Templates.Evaluation;
using Ingot.Text.Templates.Values;

namespace Ingot.Text.Templates.Library;

/// <summary>Filters: what may follow <c>|</c>. Those of sequences are in <see cref="SequenceFilters"/>.</summary>
internal static class Filters
{
    private static readonly NativeTable Table = new(
        new("default", "default_value boolean", Default),
        new("d", "default_value boolean", Default),
        new("string", "", c => c.Subject is StringValue ? c.Subject : c.Like(c.Text)),
        new("safe", "", c => new StringValue(c.Text, isMarkup: true)),
        new("escape", "", Escape),
        new("e", "", Escape),
        new("forceescape", "", c => new StringValue(PythonText.Escape(c.Text), isMarkup: true)),
        new("upper", "", c => c.Like(PythonText.Upper(c.Text))),
        new("lower", "", c => c.Like(c.Text.ToLowerInvariant())),
        new("title", "", c => c.Like(PythonText.TitleFilter(c.Text))),
        new("capitalize", "", c => c.Like(PythonText.Capitalize(c.Text))),
        new("trim", "chars", c => c.Like(PythonText.Strip(c.Text, c.String(0)))),
        new("replace", "old new; count", c => StringMethods.Replace(c, c.Required(0), c.Required(1), c.Number(2, -1))),
        new("indent", "width first blank", Indent),
        new("center", "width", c => StringMethods.Find("center")!.Call(c.Interpreter, c.Like(c.Text), CallArguments.Of(c[0] ?? new IntegerValue(80)))),
        new("wordcount", "", c => new IntegerValue(PythonText.Split(c.Text, null, -1).Count)),
        new("format", "*args **kwargs", Format),
        new("truncate", "length killwords end leeway", Truncate),
        new("tojson", "ensure_ascii indent separators sort_keys", ToJson),
        new("int", "default base", ToInteger),
        new("float", "default", c => ToFloat(c.Subject) is double number ? new FloatValue(number) : c[0] ?? new FloatValue(0)),
        new("abs", "", c => Numbers.Of(c.Subject) is { } n && Numbers.ToDouble(n) < 0 ? Operators.Unary("-", n) : Operators.Unary("+", c.Subject)),
        new("round", "precision method", Round),
        new("attr", "name;", c => Members.Attribute(c.Interpreter, c.Subject, c.Required(0))));

    public static Native? Find(string name) => Table.Find(name) ?? SequenceFilters.Find(name);

    /// <summary>Joins values as text.</summary>
    public static Value Join(NativeCall call, IEnumerable<Value> values, string separator, bool onlyStrings = false)
    {
        TextBuilder text = call.NewText();
        bool first = true;
        foreach (Value value in values)
        {
            if (onlyStrings && value is not StringValue)
                throw TemplateFault.Type($"Strings can be joined, a {value.TypeName} cannot.");
            if (!first)
                text.Append(separator);
            first = false;
            text.Append(call.Interpreter.Printer.Text(value));
        }
        return new StringValue(text.ToString());
    }

    private static Value Default(NativeCall call) =>
        call.Subject is UndefinedValue || (call.Flag(1) && !call.Subject.IsTrue) ? call[0] ?? StringValue.Empty : call.Subject;

    private static Value Escape(NativeCall call) =>
        call.Subject is StringValue { IsMarkup: true } ? call.Subject : new StringValue(PythonText.Escape(call.Text), isMarkup: true);

    private static StringValue Indent(NativeCall call)
    {
        string pad = call.Given(0) is StringValue given ? given.Text : call.NewText().Repeat(" ", call.Number(0, 4)).ToString();
        List<string> lines = PythonText.Lines(call.Text + "\n", keepEnds: false);
        TextBuilder text = call.NewText();
        for (int i = 0; i < lines.Count; i++)
        {
            if (i > 0)
                text.Append('\n');
            if (i == 0 ? call.Flag(1) : call.Flag(2) || lines[i].Length > 0)
                text.Append(pad);
            text.Append(lines[i]);
        }
        return call.Like(text.ToString());
    }

    private static StringValue Format(NativeCall call)
    {
        Value values = new TupleValue(call.Rest);
        if (call.Named.Count > 0)
        {
            DictValue dict = new();
            foreach ((string key, Value value) in call.Named)
                dict.Set(key, value);
            values = dict;
        }
        return call.Like(PercentFormat.Format(call.Text, values, call.Interpreter.Printer, call.Meter));
    }

    private static StringValue Truncate(NativeCall call)
    {
        string end = call.String(2) ?? "...";
        long length = call.Number(0, 255), leeway = call.Number(3, 5);
        int[] offsets = CodePoints.Offsets(call.Text);
        if (offsets.Length - 1 <= length + leeway)
            return call.Like(call.Text);
        string cut = call.Text[..offsets[(int)Math.Clamp(length - CodePoints.Count(end), 0, offsets.Length - 1)]];
        int space = cut.LastIndexOf(' ');
        return call.Like((call.Flag(1) || space < 0 ? cut : cut[..space]) + end);
    }

    private static StringValue ToJson(NativeCall call)
    {
        string? indent = call.Given(1) is StringValue text ? text.Text
            : call.Given(1) is null ? null : call.NewText().Repeat(" ", call.Number(1, 0)).ToString();
        List<string> separators = call.Given(2) is Value pair
            ? [.. call.Interpreter.Operators.Iterate(pair).Select(call.Interpreter.Printer.Text)] : [indent is null ? ", " : ",", ": "];
        if (separators.Count != 2)
            throw TemplateFault.Type("'tojson' needs two separators.");
        JsonPrinter printer = new(call.Meter)
        {
            Indent = indent,
            ItemSeparator = separators[0],
            KeySeparator = separators[1],
            SortKeys = call.Flag(3),
            AsciiOnly = call.Flag(0),
        };
        return new(printer.Print(call.Subject));
    }

    private static Value ToInteger(NativeCall call)
    {
        if (Numbers.Integer(call.Subject) is long number)
            return new IntegerValue(number);
        long numberBase = call.Number(1, 10);
        if (call.Subject is StringValue text && numberBase is 2 or 8 or 16)
        {
            try
            {
                string digits = text.Text.Trim().ToLowerInvariant();
                string prefix = numberBase == 2 ? "0b" : numberBase == 8 ? "0o" : "0x";
                return new IntegerValue(Convert.ToInt64(digits.StartsWith(prefix, StringComparison.Ordinal) ? digits[2..] : digits, (int)numberBase));
            }
            catch (Exception error) when (error is FormatException or OverflowException or ArgumentException)
            {
                return call[0] ?? new IntegerValue(0);
            }
        }
        if (call.Subject is StringValue decimals
            && long.TryParse(decimals.Text.Trim(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long parsed))
            return new IntegerValue(parsed);
        return ToFloat(call.Subject) is double real && Math.Abs(real) < 9e18 ? new IntegerValue((long)real) : call[0] ?? new IntegerValue(0);
    }

    private static double? ToFloat(Value value) => value is StringValue text
        ? double.TryParse(text.Text.Trim(), NumberStyles.Float, CultureInfo.InvariantCulture, out double parsed) ? parsed : null
        : Numbers.Of(value) is { } number ? Numbers.ToDouble(number) : value is UndefinedValue undefined ? throw TemplateFault.Undefined(undefined) : null;

    private static Value Round(NativeCall call)
    {
        int digits = (int)Math.Clamp(call.Number(0, 0), -400, 400);
        string method = call.String(1) ?? "common";
        if (Numbers.Of(call.Subject) is not { } number)
            throw TemplateFault.Type($"A {call.Subject.TypeName} cannot be rounded.");
        if (method == "common")
            return number is IntegerValue && digits >= 0 ? number : new FloatValue(PythonFloat.Round(Numbers.ToDouble(number), digits));
        double scale = Math.Pow(10, digits), scaled = Numbers.ToDouble(number) * scale;
        return new FloatValue((method switch
        {
            "ceil" => Math.Ceiling(scaled),
            "floor" => Math.Floor(scaled),
            _ => throw TemplateFault.Type("'round' knows the methods common, ceil and floor."),
        }) / scale);
    }
}
