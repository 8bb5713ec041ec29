using System.Globalization;
using System.Text;
using System.Text.Json;
using Ingot.Tensors;

namespace Ingot.Text.Tokenizers;

/// <summary>The tokenizer of a Hugging Face folder, whichever files it has.</summary>
/// <remarks>
/// <c>tokenizer.json</c> is used where there is one, as transformers does by default; else the SentencePiece model. The
/// configuration adds tokens, says which are special, and names the ids with a meaning of their own. A name it gives as null stays
/// absent; only where it says nothing does a SentencePiece model's own statement count.
/// </remarks>
public static class HuggingFaceTokenizer
{
    /// <summary>Builds the tokenizer.</summary>
    /// <exception cref="IngotException">There is no tokenizer file, or one is damaged or of a kind that is not known.</exception>
    public static ITokenizer Load(HuggingFaceTokenizerFiles files)
    {
        ArgumentNullException.ThrowIfNull(files);
        if (files.TokenizerJson is ReadOnlyMemory<byte> json)
            return FromJson(TokenizerJson.Parse(json, Place(files, "tokenizer.json")), files);
        if (files.SentencePieceModel is ReadOnlyMemory<byte> proto)
            return FromModel(SentencePieceModel.Parse(proto, Place(files, "tokenizer.model")), files);
        throw new IngotException(new(files.Folder), "The folder has neither a tokenizer.json nor a tokenizer.model.",
            "Copy the tokenizer files of the original checkpoint into it.");
    }

    private static Tokenizer FromJson(TokenizerJson json, HuggingFaceTokenizerFiles files)
    {
        List<AddedToken> added = AddedTokens(files, json.Tokens.Length, json.AddedTokens);
        Dictionary<string, int> ids = [];
        for (int id = json.Tokens.Length - 1; id >= 0; id--)
        {
            if (json.Tokens[id] is string text)
                ids[text] = id;
        }

        SpecialTokens special = Special(files, name => ids.TryGetValue(name, out int id) ? id : null, new() { Unknown = json.UnknownId });
        // Only classes that build their frame from these flags override what the file's post-processor says.
        bool builds = Text(files.TokenizerConfig, "tokenizer_class") is string name
            && (name.StartsWith("Llama", StringComparison.Ordinal) || name.StartsWith("Gemma", StringComparison.Ordinal)
                || name.StartsWith("InternLM", StringComparison.Ordinal) || name.StartsWith("CodeLlama", StringComparison.Ordinal)
                || name.StartsWith("Cohere", StringComparison.Ordinal));
        return TokenizerJsonTokenizer.Create(json, special, added,
            builds ? Flag(files.TokenizerConfig, "add_bos_token") : null, builds ? Flag(files.TokenizerConfig, "add_eos_token") : null);
    }

    private static Tokenizer FromModel(SentencePieceModel model, HuggingFaceTokenizerFiles files)
    {
        Dictionary<string, int> ids = [];
        for (int id = model.Pieces.Length - 1; id >= 0; id--)
            ids[Encoding.UTF8.GetString(model.Pieces[id].Bytes.Span)] = id;
        AddedToken[] own = [.. model.Pieces.Select((piece, id) => (piece, id)).Where(entry => entry.piece.Kind == TokenKind.Control)
            .Select(entry => new AddedToken { Id = entry.id, Content = Encoding.UTF8.GetString(entry.piece.Bytes.Span), IsSpecial = true })];
        List<AddedToken> added = AddedTokens(files, model.Pieces.Length, own);
        foreach (AddedToken token in added)
            ids[token.Content] = token.Id;
        SpecialTokens stated = new() { Bos = model.BosId, Eos = model.EosId, Unknown = model.UnknownId, Pad = model.PadId };
        SpecialTokens special = Special(files, name => ids.TryGetValue(name, out int id) ? id : null, stated);
        // T5 ends its texts; the other families begin theirs.
        bool isT5 = Text(files.TokenizerConfig, "tokenizer_class") is string name && name.Contains("T5", StringComparison.Ordinal);
        special = special with
        {
            AddBos = special.Bos is not null && (Flag(files.TokenizerConfig, "add_bos_token") ?? !isT5),
            AddEos = special.Eos is not null && (Flag(files.TokenizerConfig, "add_eos_token") ?? isT5),
        };
        bool legacy = Flag(files.TokenizerConfig, "legacy") ?? true;
        return SentencePieceTokenizer.Create(model, special, added, spaceAfterTokens: legacy);
    }

    /// <summary>The tokens a configuration adds to those known, or describes anew.</summary>
    private static List<AddedToken> AddedTokens(HuggingFaceTokenizerFiles files, int idCount, IReadOnlyList<AddedToken> known)
    {
        Dictionary<int, AddedToken> tokens = known.GroupBy(token => token.Id).ToDictionary(group => group.Key, group => group.Last());
        int limit = idCount + 65_536;
        if (files.AddedTokens is { ValueKind: JsonValueKind.Object } list)
        {
            foreach (JsonProperty entry in list.EnumerateObject())
            {
                if (entry.Value.ValueKind != JsonValueKind.Number || !entry.Value.TryGetInt32(out int id) || id < 0 || id >= limit)
                    throw Wrong(files, "added_tokens.json", entry.Name);
                tokens.TryAdd(id, new() { Id = id, Content = entry.Name });
            }
        }

        if (files.TokenizerConfig is { ValueKind: JsonValueKind.Object } config
            && config.TryGetProperty("added_tokens_decoder", out JsonElement decoder) && decoder.ValueKind == JsonValueKind.Object)
        {
            foreach (JsonProperty entry in decoder.EnumerateObject())
            {
                if (!int.TryParse(entry.Name, NumberStyles.None, CultureInfo.InvariantCulture, out int id) || id >= limit
                    || Text(entry.Value, "content") is not string content)
                    throw Wrong(files, "tokenizer_config.json", $"added_tokens_decoder.{entry.Name}");
                tokens[id] = new()
                {
                    Id = id,
                    Content = content,
                    IsSpecial = Flag(entry.Value, "special") ?? false,
                    StripsLeft = Flag(entry.Value, "lstrip") ?? false,
                    StripsRight = Flag(entry.Value, "rstrip") ?? false,
                    SingleWord = Flag(entry.Value, "single_word") ?? false,
                    IsNormalized = Flag(entry.Value, "normalized") ?? false,
                };
            }
        }

        return [.. tokens.Values.OrderBy(token => token.Id)];
    }

    private static SpecialTokens Special(HuggingFaceTokenizerFiles files, Func<string, int?> find, SpecialTokens stated)
    {
        SpecialTokens special = stated with
        {
            Bos = Named("bos_token", stated.Bos),
            Eos = Named("eos_token", stated.Eos),
            Unknown = Named("unk_token", stated.Unknown),
            Pad = Named("pad_token", stated.Pad),
        };
        IEnumerable<int> ends = special.Eos is int eos ? [eos, .. files.EndOfGeneration] : files.EndOfGeneration;
        return special with { EndOfGeneration = [.. ends.Where(id => id >= 0).Distinct()] };

        int? Named(string name, int? otherwise)
        {
            foreach (JsonElement? source in (JsonElement?[])[files.TokenizerConfig, files.SpecialTokensMap])
            {
                if (source is { ValueKind: JsonValueKind.Object } root && root.TryGetProperty(name, out JsonElement value))
                    return value.ValueKind == JsonValueKind.Null ? null : (Text(source, name) ?? Text(value, "content")) is string text ? find(text) : null;
            }

            return otherwise;
        }
    }

    private static string? Text(JsonElement? element, string name) => element is { ValueKind: JsonValueKind.Object } root
        && root.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static bool? Flag(JsonElement? element, string name) => element is { ValueKind: JsonValueKind.Object } root
        && root.TryGetProperty(name, out JsonElement value) && value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean() : null;

    private static FileLocation Place(HuggingFaceTokenizerFiles files, string name) => new(Path.Combine(files.Folder, name));

    private static CheckpointException Wrong(HuggingFaceTokenizerFiles files, string file, string item) => new(Place(files, file) with { Item = item },
        "The added token has no spelling or an id that no model has.", "Restore the file from the original checkpoint.");
}
