using Ingot.Text.Templates.Evaluation;
using Ingot.Text.Templates.Values;

namespace Ingot.Text.Templates.Library;

/// <summary>Python's <c>str.format</c> with plain fields: <c>{}</c>, <c>{0}</c>, <c>{name}</c>, doubled braces.</summary>
internal static class BraceFormat
{
    public static string Format(NativeCall call)
    {
        string format = call.Text;
        TextBuilder text = call.NewText();
        int next = 0;
        for (int i = 0; i < format.Length; i++)
        {
            char c = format[i];
            if (c is not ('{' or '}'))
            {
                text.Append(c);
                continue;
            }
            if (i + 1 < format.Length && format[i + 1] == c)
            {
                text.Append(c);
                i++;
                continue;
            }
            int end = c == '{' ? format.IndexOf('}', i) : -1;
            if (end < 0)
                throw TemplateFault.Type("A brace in a format has no partner.");
            string field = format[(i + 1)..end];
            if (field.AsSpan().ContainsAny(":!.[{"))
                throw new TemplateFault($"The format field '{{{field}}}' is more than a name.", "Use the 'format' filter with '%' in the template.");
            text.Append(call.Interpreter.Printer.Text(Value(field.Length == 0 ? $"{next++}" : field)));
            i = end;
        }
        return text.ToString();

        Value Value(string field)
        {
            if (int.TryParse(field, out int index) && index >= 0 && index < call.Rest.Count)
                return call.Rest[index];
            foreach ((string key, Value value) in call.Named)
                if (key == field)
                    return value;
            throw TemplateFault.Type($"The format field '{{{field}}}' has no value.");
        }
    }
}
