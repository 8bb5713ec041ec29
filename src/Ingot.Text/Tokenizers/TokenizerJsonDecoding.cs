using System.Collections.Immutable;
using System.Text;

namespace Ingot.Text.Tokenizers;

/// <summary>Works out what each id prints inside running text from the decoder a file states.</summary>
/// <remarks>
/// Decoders work on lists of tokens; all that are in use treat each token alike but for spaces at the very start, so a table of
/// bytes and one flag say the same, and text can be streamed id by id.
/// </remarks>
internal sealed class TokenizerJsonDecoding
{
    private readonly List<(JsonPlace Place, bool Fused)> steps = [];

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
                steps.Add((place, fused));
                break;
            case "Replace":
                _ = place.RequiredString("content");
                _ = TokenizerJsonSteps.Pattern(place);
                steps.Add((place, fused));
                break;
            case "Metaspace":
                steps.Add((place, fused));
                StripsFirstSpace |= TokenizerJsonSteps.Scheme(place) != PrependScheme.Never;
                break;
            case "WordPiece":
                steps.Add((place, fused));
                StripsFirstSpace = true;
                break;
            case "Strip":
                if (fused && place.String("content") is " " && place.Integer("start") is 1 && place.Integer("stop") is 0 or null)
                    StripsFirstSpace = true;
                else if (place.Integer("start") is not 0 || place.Integer("stop") is not 0)
                    steps.Add((place, fused));
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
        foreach ((JsonPlace place, _) in steps)
        {
            switch (place.Type)
            {
                // An added token's spelling is text, even where all its characters are in the alphabet.
                case "ByteLevel":
                    return isAdded ? Encoding.UTF8.GetBytes(text) : ByteLevelAlphabet.Decode(Encoding.UTF8.GetBytes(text));
                case "ByteFallback" when SentencePieceTokenizer.ByteOf(Encoding.UTF8.GetBytes(text)) is int value:
                    return [(byte)value];
                case "Metaspace":
                    text = text.Replace(char.ConvertFromUtf32(TokenizerJsonSteps.Mark(place)), " ", StringComparison.Ordinal);
                    break;
                case "Replace":
                    text = Encoding.UTF8.GetString(Unicode.CodePoints.ToUtf8(new ReplaceNormalizer(TokenizerJsonSteps.Pattern(place),
                        Unicode.CodePoints.FromString(place.RequiredString("content"))).Normalize(Unicode.CodePoints.FromString(text))));
                    break;
                case "WordPiece":
                    string prefix = place.String("prefix") ?? "##";
                    text = text.StartsWith(prefix, StringComparison.Ordinal) ? text[prefix.Length..] : " " + text;
                    if (place.Flag("cleanup", true))
                        text = CleanUp(text);
                    break;
                case "Strip":
                    text = Strip(place, text);
                    break;
            }
        }

        return Encoding.UTF8.GetBytes(text);
    }

    private static string Strip(JsonPlace place, string text)
    {
        string content = place.String("content") ?? " ";
        for (int i = 0; i < place.Integer("start") && text.StartsWith(content, StringComparison.Ordinal); i++)
            text = text[content.Length..];
        for (int i = 0; i < place.Integer("stop") && text.EndsWith(content, StringComparison.Ordinal); i++)
            text = text[..^content.Length];
        return text;
    }

    /// <summary>English punctuation without the space WordPiece puts before every word.</summary>
    private static string CleanUp(string text)
    {
        foreach ((string from, string to) in (ReadOnlySpan<(string, string)>)[(" .", "."), (" ?", "?"), (" !", "!"), (" ,", ","), (" ' ", "'"),
            (" n't", "n't"), (" 'm", "'m"), (" do not", " don't"), (" 's", "'s"), (" 've", "'ve"), (" 're", "'re")])
            text = text.Replace(from, to, StringComparison.Ordinal);
        return text;
    }
}
