using System.Globalization;
using System.Text.RegularExpressions;

namespace Ingot.Conversion.Gguf;

/// <summary>What the name of a model says: <c>org/Llama-2-7b-chat-v1.1</c> taken apart by the published naming heuristics.</summary>
/// <param name="Name">The whole name without its organization.</param>
/// <param name="Organization">Before the slash.</param>
/// <param name="BaseName">The family's part of the name.</param>
/// <param name="FineTune">What was made of it.</param>
/// <param name="Version">A version after the base name.</param>
/// <param name="SizeLabel">A size such as <c>7B</c>.</param>
internal sealed partial record ModelIdParts(
    string? Name, string? Organization, string? BaseName, string? FineTune, string? Version, string? SizeLabel)
{
    [Flags]
    private enum Kinds
    {
        None = 0,
        BaseName = 1,
        Size = 2,
        FineTune = 4,
        Version = 8,
        Encoding = 16,
    }

    /// <summary>Takes an id apart.</summary>
    /// <param name="id">The id, a path of at most one slash or a plain name.</param>
    /// <param name="parameterCount">Weights of the model, which tell a size from a context length; 0 when unknown.</param>
    public static ModelIdParts Parse(string id, long parameterCount)
    {
        if (id.Contains(' ', StringComparison.Ordinal))
            return new(id, null, null, null, null, null);
        int slash = id.IndexOf('/', StringComparison.Ordinal);
        string? organization = slash < 0 || id.StartsWith('.') ? null : id[..slash];
        string name = id[(slash + 1)..];
        string[] parts = name.Split('-', StringSplitOptions.RemoveEmptyEntries);
        Kinds[] kinds = [.. parts.Select((_, i) => Classify(parts, i, parameterCount))];

        // A number beats a word: in "mini-3B" only 3B is the size.
        if (parts.Where((part, i) => kinds[i].HasFlag(Kinds.Size) && part.Any(char.IsAsciiDigit)).Any())
        {
            for (int i = 0; i < parts.Length; i++)
            {
                if (kinds[i].HasFlag(Kinds.Size) && parts[i].All(char.IsLetter))
                    kinds[i] &= ~Kinds.Size;
            }
        }

        MarkBaseName(parts, kinds);
        string? size = Join(parts, kinds, kind => kind.HasFlag(Kinds.Size), distinct: true);
        string? fineTune = Join(parts, kinds, kind => kind.HasFlag(Kinds.FineTune));
        string? version = Join(parts, kinds, kind => kind.HasFlag(Kinds.Version) && !kind.HasFlag(Kinds.BaseName));
        bool isAmbiguous = size is null && fineTune is null && version is null;
        string? baseName = isAmbiguous ? null : Join(parts, kinds, kind => kind.HasFlag(Kinds.BaseName));
        return new(name, organization, baseName, fineTune, version, size);
    }

    /// <summary>An id as a title: words in lower case are capitalized, versions and acronyms stay.</summary>
    public static string ToTitle(string id) => string.Join(
        ' ',
        id.Replace('-', ' ').Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(TitleWord));

    private static string TitleWord(string word)
    {
        bool isLower = word.Any(char.IsLower) && !word.Any(char.IsUpper);
        if (!isLower || VersionOrNumber().IsMatch(word))
            return word;

        // A letter after anything that is no letter is capitalized: llama3b becomes Llama3B.
        char[] letters = word.ToCharArray();
        for (int i = 0; i < letters.Length; i++)
        {
            if (i == 0 || !char.IsLetter(letters[i - 1]))
                letters[i] = char.ToUpperInvariant(letters[i]);
        }

        return new(letters);
    }

    private static Kinds Classify(string[] parts, int index, long parameterCount)
    {
        string part = parts[index];
        if (VersionNumber().IsMatch(part))
            return Kinds.Version;
        if (Encoding().IsMatch(part))
        {
            parts[index] = part.ToUpperInvariant();
            return Kinds.Encoding;
        }

        if (index > 0 && Size().IsMatch(part))
        {
            (parts[index], bool isContext) = NormalizeSize(part, parameterCount);
            return isContext ? Kinds.FineTune : Kinds.Size;
        }

        return index > 0 && FineTuneWord().IsMatch(part) ? Kinds.FineTune : Kinds.None;
    }

    private static (string Part, bool IsContextLength) NormalizeSize(string part, long parameterCount)
    {
        part = part.Replace('_', '.');
        if (char.IsAsciiDigit(part[^1]))
            part = $"{part[..^2]}.{part[^1]}{part[^2]}"; // 7b1 is 7.1b
        if (part.Length > 1 && char.IsAsciiDigit(part[^2]) && "kmbt".Contains(part[^1], StringComparison.Ordinal))
            part = part[..^1] + char.ToUpperInvariant(part[^1]);
        if (parameterCount > 0
            && double.TryParse(part[..^1], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double number)
            && Math.Abs((number * Math.Pow(1000, " KMBT".IndexOf(part[^1], StringComparison.Ordinal))) - parameterCount)
                > (long)((Int128)7 * parameterCount / 8))
        {
            return (part[..^1] + char.ToLowerInvariant(part[^1]), true);
        }

        return (part, false);
    }

    private static void MarkBaseName(string[] parts, Kinds[] kinds)
    {
        bool atStart = true;
        for (int i = 0; i < parts.Length; i++)
        {
            if (atStart && ((kinds[i] == Kinds.None && char.IsLetter(parts[i][0])) || kinds[i].HasFlag(Kinds.Version)))
            {
                kinds[i] |= Kinds.BaseName;
            }
            else
            {
                atStart = false;
                if (kinds[i] == Kinds.None)
                    kinds[i] = Kinds.FineTune;
            }
        }

        // A version that ends the base name is a version after all.
        for (int i = parts.Length - 1; i >= 0 && kinds[i].HasFlag(Kinds.BaseName) && kinds[i] != Kinds.BaseName; i--)
            kinds[i] &= ~Kinds.BaseName;
    }

    private static string? Join(string[] parts, Kinds[] kinds, Func<Kinds, bool> wanted, bool distinct = false)
    {
        IEnumerable<string> found = parts.Where((_, i) => wanted(kinds[i]));
        string joined = string.Join('-', distinct ? found.Distinct() : found);
        return joined.Length == 0 ? null : joined;
    }

    [GeneratedRegex(@"^(v\d+(?:\.\d+)*|\d.*)$")]
    private static partial Regex VersionOrNumber();

    [GeneratedRegex(@"^(v|iter)?\d+([.]\d+)*\z", RegexOptions.IgnoreCase)]
    private static partial Regex VersionNumber();

    [GeneratedRegex(@"^(i?q\d(_\w)*|b?fp?(16|32))\z", RegexOptions.IgnoreCase)]
    private static partial Regex Encoding();

    [GeneratedRegex(@"^((A|\d+x)?\d+([._]\d+)?[KMBT]\d?|small|mini|medium|large|x?xl)\z", RegexOptions.IgnoreCase)]
    private static partial Regex Size();

    [GeneratedRegex(@"^(chat|instruct|vision|lora)\z", RegexOptions.IgnoreCase)]
    private static partial Regex FineTuneWord();
}
