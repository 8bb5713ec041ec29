using Ingot.Text.Templates.Library;

namespace Ingot.Text.Templates.Syntax;

/// <summary>Cuts a template into words, with <c>trim_blocks</c> and <c>lstrip_blocks</c> on.</summary>
internal sealed class Lexer
{
    private const string Remedy = "Repair the template; a published one may have been cut off while it was copied.";

    private static readonly string[] Symbols =
        ["**", "//", "==", "!=", "<=", ">=", "+", "-", "*", "/", "%", "~", "<", ">", "=", ".", ":", ",", "|", "(", ")", "[", "]", "{", "}"];

    private readonly string source;
    private readonly List<Lexeme> lexemes = [];
    private int position;
    private int line = 1;

    public Lexer(string source)
    {
        this.source = source.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n');
        if (this.source.EndsWith('\n'))
            this.source = this.source[..^1];
    }

    public List<Lexeme> Read()
    {
        // Whether what came before ends a line: only then can the blanks before a tag be indentation.
        bool lineStart = true;
        while (position < source.Length)
        {
            int open = FindOpening(position);
            if (open < 0)
            {
                AddText(source[position..]);
                break;
            }
            char kind = source[open + 1], sign = At(open + 2);
            bool signed = sign == '-' || (sign == '+' && kind != '{');
            AddText(StripBefore(source[position..open], kind, sign, lineStart));
            Advance(open + (signed ? 3 : 2));
            if (kind == '#')
                SkipComment();
            else if (kind == '{')
                ReadInside(LexemeKind.BeginOutput, "}}");
            else if (!TryReadRaw())
                ReadInside(LexemeKind.BeginTag, "%}");
            lineStart = source[position - 1] == '\n';
        }
        lexemes.Add(new(LexemeKind.End, "", line));
        return lexemes;
    }

    private static string StripBefore(string text, char kind, char sign, bool lineStart)
    {
        if (sign == '-')
            return PythonText.Strip(text, null, left: false);
        if (sign == '+' || kind == '{')
            return text;
        int start = text.LastIndexOf('\n') + 1;
        return (start > 0 || lineStart) && text.AsSpan(start).TrimEnd().IsEmpty ? text[..start] : text;
    }

    private int FindOpening(int from)
    {
        for (int i = source.IndexOf('{', from); i >= 0; i = source.IndexOf('{', i + 1))
            if (At(i + 1) is '{' or '%' or '#')
                return i;
        return -1;
    }

    private void AddText(string text)
    {
        if (text.Length > 0)
            lexemes.Add(new(LexemeKind.Text, text, line));
    }

    private void SkipComment()
    {
        int start = line, end = source.IndexOf("#}", position, StringComparison.Ordinal);
        if (end < 0)
            throw Error(start, "A comment '{#' has no end '#}'.");
        char sign = end > position ? source[end - 1] : ' ';
        Advance(end + 2);
        Trim(sign, newline: true);
    }

    /// <summary>Reads <c>raw</c> to <c>endraw</c> as text, if the tag just opened is <c>raw</c>.</summary>
    private bool TryReadRaw()
    {
        if (!MatchTag(position, "raw", out int begin, out char beginSign))
            return false;
        int start = line;
        Advance(begin);
        Trim(beginSign, newline: false);
        for (int i = source.IndexOf("{%", position, StringComparison.Ordinal); i >= 0; i = source.IndexOf("{%", i + 2, StringComparison.Ordinal))
        {
            char sign = At(i + 2);
            if (!MatchTag(sign is '-' or '+' ? i + 3 : i + 2, "endraw", out int end, out char endSign))
                continue;
            AddText(StripBefore(source[position..i], '%', sign, source[position - 1] == '\n'));
            Advance(end);
            Trim(endSign, newline: true);
            return true;
        }
        throw Error(start, "A '{% raw %}' has no '{% endraw %}'.");
    }

    private bool MatchTag(int from, string name, out int end, out char sign)
    {
        end = SkipSpace(from);
        sign = ' ';
        if (string.CompareOrdinal(source, end, name, 0, name.Length) != 0)
            return false;
        end = SkipSpace(end + name.Length);
        if (At(end) is '-' or '+')
            sign = source[end++];
        bool closed = At(end) == '%' && At(end + 1) == '}';
        end += 2;
        return closed;
    }

    private void ReadInside(LexemeKind begin, string close)
    {
        int start = line;
        lexemes.Add(new(begin, "", line));
        Stack<char> open = new();
        while (true)
        {
            Advance(SkipSpace(position));
            if (position >= source.Length)
                throw Error(start, begin == LexemeKind.BeginTag ? "A tag '{%' has no end '%}'." : "An output '{{' has no end '}}'.");
            if (open.Count == 0 && TryClose(close, begin))
                return;
            char c = source[position];
            if (c is '\'' or '"')
                lexemes.Add(ReadString(c));
            else if (char.IsAsciiDigit(c))
                lexemes.Add(ReadNumber());
            else if (char.IsLetter(c) || c == '_')
            {
                int end = position;
                while (char.IsLetterOrDigit(At(end)) || At(end) == '_')
                    end++;
                Take(LexemeKind.Name, end);
            }
            else
                ReadSymbol(open);
        }
    }

    private bool TryClose(string close, LexemeKind begin)
    {
        char sign = At(position);
        bool isTag = begin == LexemeKind.BeginTag;
        bool signed = sign == '-' || (sign == '+' && isTag);
        int at = signed ? position + 1 : position;
        if (string.CompareOrdinal(source, at, close, 0, 2) != 0)
            return false;
        lexemes.Add(new(isTag ? LexemeKind.EndTag : LexemeKind.EndOutput, "", line));
        Advance(at + 2);
        Trim(signed ? sign : ' ', newline: isTag);
        return true;
    }

    private void ReadSymbol(Stack<char> open)
    {
        foreach (string symbol in Symbols)
        {
            if (string.CompareOrdinal(source, position, symbol, 0, symbol.Length) != 0)
                continue;
            char c = symbol[0];
            if (c is '(' or '[' or '{')
                open.Push(c == '(' ? ')' : c == '[' ? ']' : '}');
            else if (c is ')' or ']' or '}' && (!open.TryPop(out char expected) || expected != c))
                throw Error(line, $"The bracket '{c}' closes none that is open.");
            Take(LexemeKind.Symbol, position + symbol.Length);
            return;
        }
        throw Error(line, $"The character '{source[position]}' has no meaning in a tag.");
    }

    private Lexeme ReadString(char quote)
    {
        int start = line, end = position + 1;
        while (end < source.Length && source[end] != quote)
            end += source[end] == '\\' ? 2 : 1;
        if (end >= source.Length)
            throw Error(start, "A string has no closing quote.");
        string? text = StringEscapes.Decode(source.AsSpan(position + 1, end - position - 1));
        if (text is null)
            throw Error(start, "A string holds an escape that is cut short or names no character.");
        Advance(end + 1);
        return new(LexemeKind.String, text, start);
    }

    private Lexeme ReadNumber()
    {
        int end = position;
        bool isFloat = false;
        if (source[end] == '0' && At(end + 1) is 'x' or 'X' or 'o' or 'O' or 'b' or 'B')
            end += 2;
        bool hex = end > position && At(position + 1) is 'x' or 'X';
        while (char.IsAsciiDigit(At(end)) || At(end) == '_' || (hex && char.IsAsciiHexDigit(At(end))))
            end++;
        if (At(end) == '.' && char.IsAsciiDigit(At(end + 1)))
        {
            isFloat = true;
            for (end++; char.IsAsciiDigit(At(end)) || At(end) == '_';)
                end++;
        }
        int exponent = At(end + 1) is '+' or '-' ? end + 2 : end + 1;
        if (!hex && At(end) is 'e' or 'E' && char.IsAsciiDigit(At(exponent)))
        {
            isFloat = true;
            for (end = exponent; char.IsAsciiDigit(At(end));)
                end++;
        }
        Lexeme number = new(isFloat ? LexemeKind.Float : LexemeKind.Integer, source[position..end].Replace("_", ""), line);
        Advance(end);
        return number;
    }

    private void Take(LexemeKind kind, int end)
    {
        lexemes.Add(new(kind, source[position..end], line));
        Advance(end);
    }

    /// <summary>Swallows what the sign at a tag's end says: all space after '-', else the newline unless '+'.</summary>
    private void Trim(char sign, bool newline)
    {
        if (sign == '-')
            Advance(SkipSpace(position));
        else if (sign != '+' && newline && At(position) == '\n')
            Advance(position + 1);
    }

    private int SkipSpace(int from)
    {
        while (from < source.Length && PythonText.IsSpace(source[from]))
            from++;
        return from;
    }

    private void Advance(int to)
    {
        line += source.AsSpan(position, to - position).Count('\n');
        position = to;
    }

    private char At(int index) => index < source.Length ? source[index] : '\0';

    private static TemplateException Error(int line, string problem) => new(line, problem, Remedy);
}
