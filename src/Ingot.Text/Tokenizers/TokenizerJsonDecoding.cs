using System.Collections.Immutable;
using System.Text;
using Ingot.Text.Unicode;

namespace Ingot.Text.Tokenizers;

/// <summary>Works out what each id prints inside running text from the decoder a file states.</summary>
/// <remarks>
/// Decoders work on lists of tokens; all that are in use treat each token alike but for spaces at the very start, so a table of
/// bytes and one flag say the same, and text can be streamed id by id.
/// </remarks>
internal sealed class TokenizerJsonDecoding
{
    private readonly List<Step> steps = [];

    /// <param name="decoder">The decoder; null for a file without one, whose tokens print as words with spaces between.</param>
    public TokenizerJsonDecoding(JsonPlace? decoder)
    {
        bool fused = false;
        if (decoder is JsonPlace place)
            Flatten(place, ref fused);
        HasDecoder = decoder is not null;
    }

    /// <summary>Whether decoding drops a space before the first text.</summary>
    public bool StripsFirstSpace { get; private set; }

    private bool HasDecoder { get; }

    /// <summary>The table of a tokenizer, its added tokens given by id.</summary>
    public TokenTable CreateTable(TokenizerJson json, IReadOnlyDictionary<int, AddedToken> added)
    {
        byte[]?[] bytes = new byte[Math.Max(json.Tokens.Length, added.Keys.Select(id => id + 1).DefaultIfEmpty().Max())][];
        bool[] isSpecial = new bool[bytes.Length];
        for (int id = 0; id < bytes.Length; id++)
        {
            bool isAdded = added.TryGetValue(id, out AddedToken? token);
            isSpecial[id] = isAdded && token!.IsSpecial;
            string? text = isAdded ? token!.Content : id < json.Tokens.Length ? json.Tokens[id] : null;
            bytes[id] = text is null ? null : Print(text, isAdded);
        }

        if (!HasDecoder)
            StripsFirstSpace = true;
        return new(ImmutableArray.Create(bytes), ImmutableArray.Create(isSpecial));
    }

    private void Flatten(JsonPlace place, ref bool fused)
    {
        switch (place.Type)
        {
            case "Sequence":
                foreach (JsonPlace item in place.Items("decoders"))
                    Flatten(item, ref fused);
                break;
            case "Fuse":
                fused = true;
                break;
            case "ByteLevel" or "ByteFallback":
                steps.Add(new(place.Type));
                break;
            case "Replace":
                int[] content = CodePoints.FromString(place.RequiredString("content"));
                steps.Add(new(place.Type, Replacement: new ReplaceNormalizer(TokenizerJsonSteps.Pattern(place), content)));
                break;
            case "Metaspace":
                SplitPattern mark = SplitPattern.Of([TokenizerJsonSteps.Mark(place)]);
                steps.Add(new("Replace", Replacement: new ReplaceNormalizer(mark, [' '])));
                StripsFirstSpace |= TokenizerJsonSteps.Scheme(place) != PrependScheme.Never;
                break;
            case "WordPiece":
                steps.Add(new(place.Type, place.String("prefix") ?? "##", CleansUp: place.Flag("cleanup", true)));
                StripsFirstSpace = true;
                break;
            case "Strip":
                (string stripped, int start, int stop) = (place.String("content") ?? " ", place.Integer("start") ?? 0, place.Integer("stop") ?? 0);
                // After Fuse all tokens are one text, so only its start can be meant.
                if (fused && (stripped, start, stop) == (" ", 1, 0))
                    StripsFirstSpace = true;
                else if (fused && start + stop > 0)
                    throw place.Unknown("decoder", "Strip after Fuse of more than one space in front");
                else
                    steps.Add(new(place.Type, stripped, Start: start, Stop: stop));
                break;
            case string other:
                throw place.Unknown("decoder", other);
        }
    }

    private byte[] Print(string token, bool isAdded)
    {
        if (!HasDecoder)
            return Encoding.UTF8.GetBytes(" " + token);
        string text = token;
        foreach (Step step in steps)
        {
            switch (step.Type)
            {
                // An added token's spelling is text, even where all its characters are in the alphabet.
                case "ByteLevel":
                    return isAdded ? Encoding.UTF8.GetBytes(text) : ByteLevelAlphabet.Decode(Encoding.UTF8.GetBytes(text));
                case "ByteFallback" when SentencePieceTokenizer.ByteOf(Encoding.UTF8.GetBytes(text)) is int value:
                    return [(byte)value];
                case "Replace":
                    text = Encoding.UTF8.GetString(CodePoints.ToUtf8(step.Replacement!.Normalize(CodePoints.FromString(text))));
                    break;
                case "WordPiece":
                    text = text.StartsWith(step.Content, StringComparison.Ordinal) ? text[step.Content.Length..] : " " + text;
                    text = step.CleansUp ? CleanUp(text) : text;
                    break;
                case "Strip" when step.Content.Length > 0:
                    for (int i = 0; i < step.Start && text.StartsWith(step.Content, StringComparison.Ordinal); i++)
                        text = text[step.Content.Length..];
                    for (int i = 0; i < step.Stop && text.EndsWith(step.Content, StringComparison.Ordinal); i++)
                        text = text[..^step.Content.Length];
                    break;
            }
        }

        return Encoding.UTF8.GetBytes(text);
    }

    /// <summary>English punctuation without the space WordPiece puts before every word.</summary>
    private static string CleanUp(string text)
    {
        foreach ((string from, string to) in (ReadOnlySpan<(string, string)>)[(" .", "."), (" ?", "?"), (" !", "!"), (" ,", ","), (" ' ", "'"),
            (" n't", "n't"), (" 'm", "'m"), (" do not", " don't"), (" 's", "'s"), (" 've", "'ve"), (" 're", "'re")])
            text = text.Replace(from, to, StringComparison.Ordinal);
        return text;
    }

    private sealed record Step(string Type, string Content = "", TextNormalizer? Replacement = null, bool CleansUp = false, int Start = 0, int Stop = 0);
}
