namespace Ingot.Conversion.Gguf;

/// <summary>The front matter of a model card: the flat part of its YAML.</summary>
/// <remarks>
/// Read are top-level keys with a scalar, a list in brackets, or a list of scalars on lines of their own. Nested maps, lists of
/// maps and block texts are passed over and named in <see cref="NotRead"/>; anchors, tags and multi-line scalars are not understood.
/// </remarks>
public sealed class ModelCard
{
    private const int MaximumLines = 10_000;
    private readonly Dictionary<string, IReadOnlyList<string>> values = new(StringComparer.Ordinal);
    private readonly HashSet<string> lists = [];
    private readonly List<string> notRead = [];

    private ModelCard()
    {
    }

    /// <summary>A card without front matter.</summary>
    public static ModelCard Empty { get; } = new();

    /// <summary>Keys whose values are of a kind this reader passes over.</summary>
    public IReadOnlyList<string> NotRead => notRead;

    /// <summary>Reads the front matter of a README.md; a text without any gives an empty card.</summary>
    public static ModelCard Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        string[] lines = [.. text.ReplaceLineEndings("\n").Split('\n').Take(MaximumLines)];
        if (lines[0] != "---")
            return Empty;
        ModelCard card = new();
        card.ReadLines([.. lines.Skip(1).TakeWhile(line => line != "---").Select(line => line.Replace("\t", "  ", StringComparison.Ordinal))]);
        return card;
    }

    /// <summary>The text of a key with a scalar; null when it is absent, null, or a list.</summary>
    public string? Scalar(string key) => values.TryGetValue(key, out IReadOnlyList<string>? found) && !lists.Contains(key) ? found[0] : null;

    /// <summary>The items of a key, a scalar being one; null when it is absent or null.</summary>
    public IReadOnlyList<string>? Items(string key) => values.GetValueOrDefault(key);

    private void ReadLines(string[] lines)
    {
        for (int i = 0; i < lines.Length;)
        {
            string line = lines[i++];
            int colon = KeyEnd(line);
            if (colon < 0)
                continue;
            string key = Unquote(line[..colon].Trim());
            string rest = WithoutComment(line[(colon + 1)..]).Trim();
            int start = i;
            while (i < lines.Length && (lines[i].Length == 0 || lines[i][0] is ' ' or '#' || IsItem(lines[i])))
                i++;
            string[] below = [.. lines[start..i].Select(WithoutComment).Where(text => text.Trim().Length > 0)];
            if (rest.Length > 0)
                ReadInline(key, rest, below.Length > 0);
            else
                ReadItems(key, below);
        }
    }

    private void ReadInline(string key, string rest, bool hasMore)
    {
        if (rest[0] is '|' or '>' or '{' or '&' or '*' or '!' || (hasMore && rest[0] is not '['))
        {
            notRead.Add(key);
        }
        else if (rest[0] == '[')
        {
            if (rest[^1] != ']' || hasMore)
            {
                notRead.Add(key);
                return;
            }

            values[key] = [.. rest[1..^1].Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(Unquote)];
            _ = lists.Add(key);
        }
        else if (rest is not ("null" or "~" or "Null" or "NULL"))
        {
            values[key] = [Unquote(rest)];
        }
    }

    private void ReadItems(string key, string[] below)
    {
        if (below.Length == 0)
            return;
        string[] items = [.. below.Select(line => line.Trim())];
        if (!items.All(item => IsItem(item) && !IsNested(item[1..].Trim())))
        {
            notRead.Add(key);
            return;
        }

        values[key] = [.. items.Select(item => Unquote(item[1..].Trim()))];
        _ = lists.Add(key);
    }

    private static bool IsItem(string line) => line == "-" || line.StartsWith("- ", StringComparison.Ordinal);

    private static bool IsNested(string item) => item.Length == 0 || item[0] is '{' or '[' or '&' or '*' or '!' or '|' or '>' || KeyEnd(item) >= 0;

    /// <summary>Where the colon of <c>key: value</c> stands; -1 when the line has no key at its start.</summary>
    private static int KeyEnd(string line)
    {
        if (line.Length == 0 || line[0] is ' ' or '#' or '-' or '"' or '\'')
            return -1;
        int colon = line.IndexOf(": ", StringComparison.Ordinal);
        return colon >= 0 ? colon : line.EndsWith(':') ? line.Length - 1 : -1;
    }

    private static string WithoutComment(string text)
    {
        bool isQuoted = text.TrimStart() is ['"' or '\'', ..];
        int comment = isQuoted ? -1 : text.IndexOf(" #", StringComparison.Ordinal);
        return comment >= 0 ? text[..comment] : text.TrimStart().StartsWith('#') ? "" : text;
    }

    private static string Unquote(string text) =>
        text.Length >= 2 && text[0] == text[^1] && text[0] is '"' or '\''
            ? text[1..^1].Replace(text[0] == '\'' ? "''" : "\\\"", text[0].ToString(), StringComparison.Ordinal)
            : text;
}
