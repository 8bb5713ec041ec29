using System.Text;
using System.Text.Json;
using Ingot.Formats.Gguf;
using Ingot.Models;
using Ingot.Tensors;
using Ingot.Text;

namespace Ingot.Conversion.Gguf;

/// <summary>Makes the vocabulary of a GGUF from a tokenizer's files, by the published converter's rules.</summary>
public static class GgufVocabularyBuilder
{
    /// <summary>What the published converter writes for a piece that is U+0000, which C strings cannot hold.</summary>
    public const string DefaultNulToken = "\U0001F409";

    private const float AddedScore = -1000;
    private const float PaddingScore = -10000;
    private const string ChatEndToken = "<|im_end|>";

    // Sixty times the largest published vocabulary: a bound for files that lie.
    private const int MaximumSize = 1 << 24;

    /// <summary>Builds the vocabulary and its keys.</summary>
    /// <param name="files">The tokenizer's files.</param>
    /// <param name="rules">The family's rules.</param>
    /// <param name="vocabularySize">Rows of the embedding, as config.json states them.</param>
    /// <param name="pre">The pre-tokenizer's name, if it turns out to be a byte-level BPE.</param>
    /// <param name="nulToken">What a U+0000 piece is called, where the rules rename it.</param>
    /// <exception cref="CheckpointException">There is no tokenizer we read, or its files contradict each other.</exception>
    public static GgufVocabulary Build(
        TokenizerFiles files, GgufVocabularyRules rules, int vocabularySize, string pre = "default", string nulToken = DefaultNulToken)
    {
        ArgumentNullException.ThrowIfNull(files);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(vocabularySize);
        if (vocabularySize > MaximumSize)
        {
            throw new CheckpointException(
                new(Path.Combine(files.Folder, "config.json"), "vocab_size"),
                $"A vocabulary of {vocabularySize:N0} entries is not plausible.",
                "Correct it; the rows of the embedding tell the value.");
        }

        try
        {
            return Choose(files, rules, vocabularySize, pre, nulToken);
        }
        catch (InvalidOperationException error)
        {
            // All that JSON elements refuse here is an escape such as \ud800 without its other half.
            throw new CheckpointException(
                new(files.Folder), "A text in the tokenizer's JSON files is not valid Unicode.", "Download the tokenizer's files again.", error);
        }
    }

    private static GgufVocabulary Choose(
        TokenizerFiles files, GgufVocabularyRules rules, int vocabularySize, string pre, string nulToken)
    {
        GgufMetadata metadata = [];
        if (rules == GgufVocabularyRules.Llama && files.TokenizerConfig.Get("add_prefix_space").Flag() is bool addPrefix)
            metadata["tokenizer.ggml.add_space_prefix"] = GgufValue.Of(addPrefix);
        if (files.SentencePieces is { } pieces)
        {
            return rules == GgufVocabularyRules.InternLM2
                ? InternLM2(files, pieces, vocabularySize, nulToken, metadata)
                : SentencePiece(files, pieces, vocabularySize, metadata);
        }

        if (files.TokenizerJson.Get("model") is not JsonElement model)
        {
            throw new CheckpointException(
                new(files.Folder), "There is neither a tokenizer.model nor a tokenizer.json.", "Download the tokenizer's files as well, or pass --no-vocab for a result without one.");
        }

        bool isBytePair = model.Get("type").Text() == "BPE";
        bool fallsBack = model.Get("byte_fallback").Flag() == true;
        if (isBytePair && !fallsBack)
            return ByteLevel(files, vocabularySize, pre, metadata);
        return isBytePair && rules == GgufVocabularyRules.Llama && files.TokenizerJson.Get("decoder").Get("type").Text() == "Sequence"
            ? ConvertedSentencePiece(files, metadata)
            : throw new CheckpointException(
                new(Path.Combine(files.Folder, "tokenizer.json"), "model"),
                "The vocabulary is not a byte-level BPE, and there is no tokenizer.model.",
                "Take tokenizer.model from the model this one was made from and put it beside tokenizer.json.");
    }

    private static GgufVocabulary SentencePiece(
        TokenizerFiles files, IReadOnlyList<SentencePieceEntry> pieces, int vocabularySize, GgufMetadata metadata)
    {
        VocabularyEntries entries = new();
        List<int> outOfRange = [.. Enumerable.Range(vocabularySize, Math.Max(0, pieces.Count - vocabularySize))];
        for (int id = 0; id < vocabularySize; id++)
        {
            if (id < pieces.Count)
                entries.Add(pieces[id].Bytes, pieces[id].Score, KindOf(pieces[id]));
            else
                entries.Add($"[PAD{id}]", PaddingScore, TokenKind.Unused);
        }

        foreach (JsonProperty added in files.AddedTokens.Properties())
        {
            if (((JsonElement?)added.Value).Integer() is int id && InRange(id, vocabularySize, outOfRange))
                entries.Set(id, added.Name, AddedScore, TokenKind.UserDefined);
        }

        foreach (AddedToken added in AddedToken.InTokenizerConfig(files.TokenizerConfig))
        {
            if (InRange(added.Id, vocabularySize, outOfRange))
                entries.Set(added.Id, added.StoredContent, AddedScore, added.IsControl ? TokenKind.Control : TokenKind.UserDefined);
        }

        entries.AddTo(metadata, "llama", "default", withScores: true);
        SpecialTokenRules special = new(files, loadMerges: false, entries.Count);
        special.AddTo(metadata);
        return Finish(files, entries, special, metadata, "llama", "default") with
        {
            PaddedCount = Math.Max(0, vocabularySize - pieces.Count),
            OutOfRange = outOfRange,
        };
    }

    private static GgufVocabulary InternLM2(
        TokenizerFiles files, IReadOnlyList<SentencePieceEntry> pieces, int vocabularySize, string nulToken, GgufMetadata metadata)
    {
        VocabularyEntries entries = new();
        int? nulTokenId = null;
        for (int id = 0; id < vocabularySize; id++)
        {
            if (id >= pieces.Count)
            {
                entries.Add($"[PAD{id}]", PaddingScore, TokenKind.Unused);
                continue;
            }

            SentencePieceEntry piece = pieces[id];
            bool isNul = piece.Bytes.Span is [0];
            nulTokenId = isNul ? id : nulTokenId;
            entries.Add(
                isNul ? Encoding.UTF8.GetBytes(nulToken) : piece.Bytes,
                piece.Score,
                piece.Bytes.Span.StartsWith("[UNUSED"u8) ? TokenKind.Unused : KindOf(piece));
        }

        foreach (JsonProperty added in files.AddedTokens.Properties())
            entries.Add(added.Name, AddedScore, TokenKind.UserDefined);
        int? chatEnd = null;
        foreach (AddedToken added in
            (AddedToken[])[.. AddedToken.InTokenizerConfig(files.TokenizerConfig), .. AddedToken.InTokenizerJson(files.TokenizerJson)])
        {
            if (added.Id >= entries.Count)
            {
                throw new CheckpointException(
                    new(files.Folder, added.Content),
                    $"The added token has id {added.Id}, but the embedding has {entries.Count} rows.",
                    "Correct vocab_size in config.json, or the id of the token.");
            }

            chatEnd = added.Content == ChatEndToken ? added.Id : chatEnd;
            entries.Set(added.Id, added.Content, AddedScore, added.IsSpecial ? TokenKind.Control : TokenKind.UserDefined);
        }

        entries.AddTo(metadata, "llama", "default", withScores: true);
        metadata["tokenizer.ggml.add_space_prefix"] = GgufValue.Of(files.AddDummyPrefix);
        SpecialTokenRules special = new(files, loadMerges: false, entries.Count);
        int? oldEos = special.Ids.TryGetValue("eos", out int eos) ? eos : null;
        if (chatEnd is int end)
            special.Ids["eos"] = end;
        special.AddTo(metadata);
        return Finish(files, entries, special, metadata, "llama", "default") with
        {
            NulTokenId = nulTokenId,
            ReplacedEos = chatEnd is not null && chatEnd != oldEos ? oldEos : null,
            PaddedCount = Math.Max(0, vocabularySize - pieces.Count),
            OutOfRange = [.. Enumerable.Range(vocabularySize, Math.Max(0, pieces.Count - vocabularySize))],
        };
    }

    private static GgufVocabulary ByteLevel(TokenizerFiles files, int vocabularySize, string pre, GgufMetadata metadata)
    {
        string?[] tokens = new string?[vocabularySize];
        TokenKind[] kinds = new TokenKind[vocabularySize];
        Array.Fill(kinds, TokenKind.Normal);
        void Place(int? id, string token)
        {
            if (id is not int place || place < 0 || place >= vocabularySize)
            {
                throw new CheckpointException(
                    new(Path.Combine(files.Folder, "tokenizer.json"), token),
                    $"The token has id {id}, but the embedding has {vocabularySize} rows.",
                    "Correct vocab_size in config.json, or take the tokenizer that belongs to this model.");
            }

            tokens[place] = token;
        }

        foreach (JsonProperty entry in files.TokenizerJson.Get("model").Get("vocab").Properties())
            Place(((JsonElement?)entry.Value).Integer(), entry.Name);
        HashSet<string> known = [];
        foreach (AddedToken added in
            (AddedToken[])[.. AddedToken.InTokenizerJson(files.TokenizerJson), .. AddedToken.InTokenizerConfig(files.TokenizerConfig)])
        {
            if (!known.Add(added.Content))
                continue;
            Place(added.Id, added.StoredContent);
            kinds[added.Id] = added.IsControl ? TokenKind.Control : TokenKind.UserDefined;
        }

        VocabularyEntries entries = new();
        for (int id = 0; id < vocabularySize; id++)
            entries.Add(tokens[id] ?? $"[PAD{id}]", 0, tokens[id] is null ? TokenKind.Unused : kinds[id]);
        entries.AddTo(metadata, "gpt2", pre, withScores: false);
        SpecialTokenRules special = new(files, loadMerges: true, vocabularySize: null);
        special.AddTo(metadata);
        return Finish(files, entries, special, metadata, "gpt2", pre) with { PaddedCount = tokens.Count(token => token is null) };
    }

    /// <summary>A SentencePiece BPE of which only the tokenizer.json made from it is left: its scores are lost.</summary>
    private static GgufVocabulary ConvertedSentencePiece(TokenizerFiles files, GgufMetadata metadata)
    {
        SortedDictionary<int, string> byId = [];
        foreach (JsonProperty entry in files.TokenizerJson.Get("model").Get("vocab").Properties())
            byId[((JsonElement?)entry.Value).Integer() ?? -1] = entry.Name;
        int count = byId.Count;
        if (count == 0 || byId.Keys.First() != 0 || byId.Keys.Last() != count - 1)
        {
            throw new CheckpointException(
                new(Path.Combine(files.Folder, "tokenizer.json"), "model.vocab"), "The ids do not run from 0 without gaps.", "Download the file again.");
        }

        HashSet<string> special = [.. SpecialTokenRules.NamedIn(files.TokenizerConfig)];
        VocabularyEntries entries = new();
        foreach (string token in byId.Values)
        {
            bool isByte = token.Length == 6 && token.StartsWith("<0x", StringComparison.Ordinal) && token[5] == '>'
                && char.IsAsciiHexDigit(token[3]) && char.IsAsciiHexDigit(token[4]);
            entries.Add(token, AddedScore, isByte ? TokenKind.Byte : special.Contains(token) ? TokenKind.Control : TokenKind.Normal);
        }

        foreach (AddedToken added in AddedToken.InTokenizerJson(files.TokenizerJson).Where(added => added.Id >= count).OrderBy(added => added.Id))
            entries.Add(added.Content, AddedScore, special.Contains(added.Content) ? TokenKind.Control : TokenKind.UserDefined);
        entries.AddTo(metadata, "llama", "default", withScores: true);
        SpecialTokenRules rules = new(files, loadMerges: false, entries.Count);
        rules.AddTo(metadata);
        return Finish(files, entries, rules, metadata, "llama", "default");
    }

    private static GgufVocabulary Finish(
        TokenizerFiles files, VocabularyEntries entries, SpecialTokenRules special, GgufMetadata metadata, string model, string pre)
    {
        int? Id(string type) => special.Ids.TryGetValue(type, out int id) ? id : null;
        JsonElement? generationEos = files.GenerationConfig.Get("eos_token_id");
        int?[] ends = [Id("eos"), Id("eot"), Id("eom"), generationEos.Integer(), .. generationEos.Items().Select(id => ((JsonElement?)id).Integer())];
        return new()
        {
            Metadata = metadata,
            Vocabulary = new()
            {
                Model = model,
                Pre = pre,
                Tokens = [.. entries.Tokens],
                Scores = model == "llama" ? [.. entries.Scores] : [],
                Kinds = [.. entries.Kinds],
                Merges = [.. special.Merges],
                AddSpacePrefix = metadata["tokenizer.ggml.add_space_prefix"]?.AsBool(),
                Special = new()
                {
                    Bos = Id("bos"),
                    Eos = Id("eos"),
                    Unknown = Id("unk"),
                    Pad = Id("pad"),
                    EndOfGeneration = [.. ends.OfType<int>().Distinct()],
                    AddBos = special.Surrounds("bos") ?? model == "llama",
                    AddEos = special.Surrounds("eos") ?? false,
                },
            },
        };
    }

    // The converter asks for these four kinds alone: a user-defined piece counts as ordinary text unless it is an added token.
    private static TokenKind KindOf(SentencePieceEntry piece) =>
        piece.Kind is TokenKind.Unknown or TokenKind.Control or TokenKind.Unused or TokenKind.Byte ? piece.Kind : TokenKind.Normal;

    private static bool InRange(int id, int vocabularySize, List<int> outOfRange)
    {
        if (id >= 0 && id < vocabularySize)
            return true;
        outOfRange.Add(id);
        return false;
    }
}
