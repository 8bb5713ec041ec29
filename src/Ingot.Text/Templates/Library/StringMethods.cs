using Ingot.Text.Templates.Evaluation;
using Ingot.Text.Templates.Values;

namespace Ingot.Text.Templates.Library;

/// <summary>Methods of strings.</summary>
internal static class StringMethods
{
    private static readonly NativeTable Table = new(
        new("strip", "chars", c => c.Like(PythonText.Strip(c.Text, c.String(0)))),
        new("lstrip", "chars", c => c.Like(PythonText.Strip(c.Text, c.String(0), right: false))),
        new("rstrip", "chars", c => c.Like(PythonText.Strip(c.Text, c.String(0), left: false))),
        new("upper", "", c => c.Like(PythonText.Upper(c.Text))),
        new("lower", "", c => c.Like(c.Text.ToLowerInvariant())),
        new("title", "", c => c.Like(PythonText.Title(c.Text))),
        new("capitalize", "", c => c.Like(PythonText.Capitalize(c.Text))),
        new("swapcase", "", c => c.Like(PythonText.SwapCase(c.Text))),
        new("split", "sep maxsplit", c => Split(c, PythonText.Split(c.Text, Separator(c), c.Number(1, -1)))),
        new("rsplit", "sep maxsplit", c => Split(c, PythonText.SplitRight(c.Text, Separator(c), c.Number(1, -1)))),
        new("splitlines", "keepends", c => Split(c, PythonText.Lines(c.Text, c.Flag(0)))),
        new("partition", "sep;", c => Partition(c, c.Text.IndexOf(Separator(c, required: true)!, StringComparison.Ordinal), false)),
        new("rpartition", "sep;", c => Partition(c, c.Text.LastIndexOf(Separator(c, required: true)!, StringComparison.Ordinal), true)),
        new("startswith", "prefix; start end", c => HasAffix(c, (text, affix) => text.StartsWith(affix, StringComparison.Ordinal))),
        new("endswith", "suffix; start end", c => HasAffix(c, (text, affix) => text.EndsWith(affix, StringComparison.Ordinal))),
        new("replace", "old new; count", c => Replace(c, c.Required(0), c.Required(1), c.Number(2, -1))),
        new("removeprefix", "prefix;", c => c.Like(c.Text.StartsWith(c.Required(0), StringComparison.Ordinal) ? c.Text[c.Required(0).Length..] : c.Text)),
        new("removesuffix", "suffix;", c => c.Like(c.Text.EndsWith(c.Required(0), StringComparison.Ordinal) ? c.Text[..^c.Required(0).Length] : c.Text)),
        new("find", "sub; start end", c => new IntegerValue(Find(c, last: false))),
        new("rfind", "sub; start end", c => new IntegerValue(Find(c, last: true))),
        new("index", "sub; start end", c => Found(Find(c, last: false))),
        new("rindex", "sub; start end", c => Found(Find(c, last: true))),
        new("count", "sub;", c => new IntegerValue(Count(c, c.Required(0)))),
        new("join", "values;", c => Filters.Join(c, c.Interpreter.Operators.Iterate(c[0]!), c.Text, onlyStrings: true)),
        new("center", "width; fillchar", c => Pad(c, (missing, width) => (missing / 2) + (missing & width & 1))),
        new("ljust", "width; fillchar", c => Pad(c, (_, _) => 0)),
        new("rjust", "width; fillchar", c => Pad(c, (missing, _) => missing)),
        new("zfill", "width;", c => c.Like(PercentFormatZero(c))),
        new("isdigit", "", c => All(c, char.IsDigit)),
        new("isnumeric", "", c => All(c, char.IsNumber)),
        new("isdecimal", "", c => All(c, char.IsDigit)),
        new("isalpha", "", c => All(c, char.IsLetter)),
        new("isalnum", "", c => All(c, char.IsLetterOrDigit)),
        new("isspace", "", c => All(c, PythonText.IsSpace)),
        new("isupper", "", c => BooleanValue.Of(c.Text.Any(char.IsUpper) && !c.Text.Any(char.IsLower))),
        new("islower", "", c => BooleanValue.Of(c.Text.Any(char.IsLower) && !c.Text.Any(char.IsUpper))),
        new("isascii", "", c => BooleanValue.Of(c.Text.All(char.IsAscii))),
        new("format", "*args **kwargs", c => c.Like(BraceFormat.Format(c))));

    public static Native? Find(string name) => Table.Find(name);

    public static Value Replace(NativeCall call, string old, string with, long limit)
    {
        string text = call.Text;
        call.Meter.Search(text, old);
        TextBuilder result = call.NewText();
        int from = 0;
        if (old.Length == 0)
        {
            List<string> points = [.. CodePoints.Split(text)];
            for (int i = 0; i <= points.Count; i++)
                result.Append(limit < 0 || i < limit ? with : "").Append(i < points.Count ? points[i] : "");
            return call.Like(result.ToString());
        }
        for (int found; limit-- != 0 && (found = text.IndexOf(old, from, StringComparison.Ordinal)) >= 0; from = found + old.Length)
            result.Append(text[from..found]).Append(with);
        return call.Like(result.Append(text[from..]).ToString());
    }

    private static string? Separator(NativeCall call, bool required = false)
    {
        string? separator = required ? call.Required(0) : call.String(0);
        call.Meter.Search(call.Text, separator ?? "");
        return separator is "" ? throw TemplateFault.Type("A separator cannot be empty.") : separator;
    }

    private static ListValue Split(NativeCall call, List<string> parts)
    {
        call.Meter.Step(parts.Count);
        return new([.. parts.Select(call.Like)]);
    }

    private static TupleValue Partition(NativeCall call, int at, bool fromEnd)
    {
        string text = call.Text, separator = call.Required(0);
        string[] parts = at >= 0 ? [text[..at], separator, text[(at + separator.Length)..]] : fromEnd ? ["", "", text] : [text, "", ""];
        return new([.. parts.Select(call.Like)]);
    }

    private static BooleanValue HasAffix(NativeCall call, Func<string, string, bool> has)
    {
        string text = Window(call, out _);
        IReadOnlyList<Value> affixes = call[0] is TupleValue tuple ? tuple.Items : [call[0]!];
        return BooleanValue.Of(affixes.Any(affix => has(text, (affix as StringValue)?.Text
            ?? throw TemplateFault.Type($"An affix must be a string or a tuple of strings, not a {affix.TypeName}."))));
    }

    private static string Window(NativeCall call, out int startUnits)
    {
        startUnits = 0;
        if (call.Given(1) is null && call.Given(2) is null)
            return call.Text;
        int[] offsets = CodePoints.Offsets(call.Text);
        int length = offsets.Length - 1;
        int start = Bound(call.Number(1, 0)), end = Math.Max(start, Bound(call.Number(2, length)));
        startUnits = offsets[start];
        return call.Text[offsets[start]..offsets[end]];

        int Bound(long value) => (int)Math.Clamp(value < 0 ? value + length : value, 0, length);
    }

    private static long Find(NativeCall call, bool last)
    {
        string text = Window(call, out int start), wanted = call.Required(0);
        call.Meter.Search(text, wanted);
        int found = last ? text.LastIndexOf(wanted, StringComparison.Ordinal) : text.IndexOf(wanted, StringComparison.Ordinal);
        return found < 0 ? -1 : CodePoints.Count(call.Text[..(start + found)]);
    }

    private static IntegerValue Found(long index) => index >= 0 ? new(index) : throw TemplateFault.Type("The text looked for is not there.");

    private static long Count(NativeCall call, string wanted)
    {
        call.Meter.Search(call.Text, wanted);
        if (wanted.Length == 0)
            return CodePoints.Count(call.Text) + 1;
        long count = 0;
        for (int i = 0; (i = call.Text.IndexOf(wanted, i, StringComparison.Ordinal)) >= 0; i += wanted.Length)
            count++;
        return count;
    }

    private static StringValue Pad(NativeCall call, Func<long, long, long> leftOf)
    {
        long width = call.Number(0, 0), missing = Math.Max(0, width - CodePoints.Count(call.Text));
        string fill = call.String(1) ?? " ";
        long left = leftOf(missing, width);
        return call.Like(call.NewText().Repeat(fill, left).Append(call.Text).Repeat(fill, missing - left).ToString());
    }

    private static string PercentFormatZero(NativeCall call)
    {
        string sign = call.Text.StartsWith('-') || call.Text.StartsWith('+') ? call.Text[..1] : "";
        return call.NewText().Append(sign).Repeat("0", call.Number(0, 0) - CodePoints.Count(call.Text)).Append(call.Text[sign.Length..]).ToString();
    }

    private static BooleanValue All(NativeCall call, Func<char, bool> holds) => BooleanValue.Of(call.Text.Length > 0 && call.Text.All(holds));
}
