using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Unicode;
using Ingot.Tensors;

namespace Ingot.Text.Tokenizers;

/// <summary>A <c>tokenizer.json</c>: vocabulary, merges, added tokens, and the steps around the model as the file states them.</summary>
/// <remarks>Source: the tokenizers library's serialization, version 1.0.</remarks>
public sealed class TokenizerJson
{
    private const int MaximumDepth = 64;

    // Ids may leave gaps, but a file of some kilobytes must not ask for a table of millions: no token takes less than a byte of the file.
    private const int Gaps = 1 << 16;

    private readonly int idCount;

    private TokenizerJson(JsonPlace root, int fileBytes) => (Root, idCount) = (root, (int)Math.Min(1 << 24, (long)Gaps + fileBytes));

    /// <summary><c>BPE</c>, <c>Unigram</c> or <c>WordPiece</c>.</summary>
    public string ModelType { get; private set; } = "";

    /// <summary>The spelling of each id, added tokens included; null where no token has the id.</summary>
    public ImmutableArray<string?> Tokens { get; private set; } = [];

    /// <summary>Log probability of each id of a unigram model; empty for the others.</summary>
    public ImmutableArray<float> Scores { get; private set; } = [];

    /// <summary>Pairs of a BPE that merge, by rank.</summary>
    public ImmutableArray<(string Left, string Right)> Merges { get; private set; } = [];

    /// <summary>Tokens found in the text before anything else.</summary>
    public ImmutableArray<AddedToken> AddedTokens { get; private set; } = [];

    /// <summary>Whether a whole piece that is in the vocabulary is taken as it is, merges or not.</summary>
    public bool IgnoreMerges { get; private set; }

    /// <summary>Whether what the vocabulary lacks is written as bytes.</summary>
    public bool ByteFallback { get; private set; }

    /// <summary>Whether neighbouring unknown characters become one token.</summary>
    public bool FuseUnknown { get; private set; }

    /// <summary>Stands for what the vocabulary cannot say; null when the model has no such token.</summary>
    public int? UnknownId { get; private set; }

    /// <summary>The normalizer as the file states it; null when there is none.</summary>
    public JsonElement? Normalizer => Root.Child("normalizer")?.Element;

    /// <summary>The pre-tokenizer as the file states it; null when there is none.</summary>
    public JsonElement? PreTokenizer => Root.Child("pre_tokenizer")?.Element;

    /// <summary>The post-processor as the file states it; null when there is none.</summary>
    public JsonElement? PostProcessor => Root.Child("post_processor")?.Element;

    /// <summary>The decoder as the file states it; null when there is none.</summary>
    public JsonElement? Decoder => Root.Child("decoder")?.Element;

    /// <summary>The whole file.</summary>
    internal JsonPlace Root { get; }

    /// <summary>The model's object.</summary>
    internal JsonPlace Model => Root.Child("model") ?? throw Root.Wrong("has no model");

    /// <summary>How many ids the model itself has, added tokens past it left out.</summary>
    internal int ModelIds { get; private set; }

    /// <summary>Reads a tokenizer file.</summary>
    /// <param name="json">The file's bytes.</param>
    /// <param name="location">The file, for messages.</param>
    /// <exception cref="CheckpointException">The file is no JSON, contradicts itself or is nested too deeply.</exception>
    /// <exception cref="IngotException">The model is of a kind that is not known.</exception>
    public static TokenizerJson Parse(ReadOnlyMemory<byte> json, FileLocation location)
    {
        ArgumentNullException.ThrowIfNull(location);
        JsonElement root;
        if (!Utf8.IsValid(json.Span))
            throw new CheckpointException(location, "The JSON text is not valid UTF-8.", "Download the tokenizer file again.");
        try
        {
            using JsonDocument document = JsonDocument.Parse(json, new() { MaxDepth = MaximumDepth });
            root = document.RootElement.Clone();
        }
        catch (JsonException exception)
        {
            throw new CheckpointException(location, $"The file cannot be read as JSON: {exception.Message}", "Download the tokenizer file again.", exception);
        }

        TokenizerJson tokenizer = new(new(root, location), json.Length);
        tokenizer.ReadModel();
        tokenizer.ReadAddedTokens();
        return tokenizer;
    }

    private void ReadModel()
    {
        JsonPlace model = Model;
        // Files from before 2020 leave the type out; what they hold tells it.
        ModelType = model.String("type") ?? (model.Element.TryGetProperty("merges", out _) ? "BPE" : "WordPiece");
        if (ModelType is not ("BPE" or "Unigram" or "WordPiece"))
            throw model.Unknown("tokenizer model", ModelType);
        IgnoreMerges = model.Flag("ignore_merges", false);
        ByteFallback = model.Flag("byte_fallback", false);
        FuseUnknown = model.Flag("fuse_unk", false);
        JsonPlace vocabulary = model.Child("vocab") ?? throw model.Wrong("has no vocab");
        if (ModelType == "Unigram")
        {
            ReadUnigramVocabulary(vocabulary);
            UnknownId = model.Integer("unk_id") is int id ? id >= 0 && id < Tokens.Length ? id : throw model.Wrong($"has the unknown id {id}, which no token has") : null;
        }
        else
        {
            ReadVocabulary(vocabulary);
            if (model.String("unk_token") is string unknown)
                UnknownId = Tokens.IndexOf(unknown) is int id and >= 0 ? id : throw model.Wrong($"names the unknown token '{unknown}', which is not in its vocabulary");
        }

        foreach (string affix in (string[])["continuing_subword_prefix", "end_of_word_suffix"])
        {
            if (ModelType == "BPE" && !string.IsNullOrEmpty(model.String(affix)))
                throw model.Unknown("option of byte-pair encoding", affix);
        }

        ModelIds = Tokens.Length;
        if (ModelType == "BPE")
            ReadMerges(model);
    }

    private void ReadVocabulary(JsonPlace vocabulary)
    {
        if (vocabulary.Element.ValueKind != JsonValueKind.Object)
            throw vocabulary.Wrong("is no object");
        List<string?> tokens = [];
        HashSet<string> seen = [];
        foreach (JsonProperty entry in vocabulary.Element.EnumerateObject())
        {
            string name = vocabulary.Name(entry);
            if (entry.Value.ValueKind != JsonValueKind.Number || !entry.Value.TryGetInt32(out int id) || id < 0 || id >= idCount)
                throw vocabulary.Wrong($"gives '{name}' an id that is not between 0 and {idCount - 1:N0}");
            if (!seen.Add(name))
                throw vocabulary.Wrong($"names '{name}' twice");
            Set(vocabulary, tokens, id, name);
        }

        Tokens = [.. tokens];
    }

    private static void Set(JsonPlace place, List<string?> tokens, int id, string text)
    {
        while (tokens.Count <= id)
            tokens.Add(null);
        if (tokens[id] is string other && other != text)
            throw place.Wrong($"gives the id {id} to '{other}' and to '{text}'");
        tokens[id] = text;
    }

    private void ReadUnigramVocabulary(JsonPlace vocabulary)
    {
        if (vocabulary.Element.ValueKind != JsonValueKind.Array)
            throw vocabulary.Wrong("is no list");
        ImmutableArray<string?>.Builder tokens = ImmutableArray.CreateBuilder<string?>();
        ImmutableArray<float>.Builder scores = ImmutableArray.CreateBuilder<float>();
        foreach (JsonElement entry in vocabulary.Element.EnumerateArray())
        {
            if (entry.ValueKind != JsonValueKind.Array || entry.GetArrayLength() != 2 || entry[0].ValueKind != JsonValueKind.String
                || entry[1].ValueKind != JsonValueKind.Number || !entry[1].TryGetDouble(out double score) || !float.IsFinite((float)score))
                throw vocabulary.Wrong($"has at {tokens.Count} no pair of a piece and its score");
            tokens.Add(vocabulary.Text(entry[0]));
            scores.Add((float)score);
        }

        (Tokens, Scores) = (tokens.ToImmutable(), scores.ToImmutable());
    }

    private void ReadMerges(JsonPlace model)
    {
        JsonPlace list = model.Child("merges") ?? throw model.Wrong("has no merges");
        if (list.Element.ValueKind != JsonValueKind.Array)
            throw list.Wrong("is no list");
        ImmutableArray<(string, string)>.Builder merges = ImmutableArray.CreateBuilder<(string, string)>(list.Element.GetArrayLength());
        foreach (JsonElement merge in list.Element.EnumerateArray())
        {
            if (merge.ValueKind == JsonValueKind.Array && merge.GetArrayLength() == 2
                && merge[0].ValueKind == JsonValueKind.String && merge[1].ValueKind == JsonValueKind.String)
            {
                merges.Add((list.Text(merge[0]), list.Text(merge[1])));
                continue;
            }

            string[] sides = merge.ValueKind == JsonValueKind.String ? list.Text(merge).Split(' ') : [];
            merges.Add(sides.Length == 2 ? (sides[0], sides[1]) : throw list.Wrong($"has at {merges.Count} no pair of tokens"));
        }

        Merges = merges.ToImmutable();
    }

    private void ReadAddedTokens()
    {
        if (Root.Child("added_tokens") is null)
            return;
        List<string?> tokens = [.. Tokens];
        List<AddedToken> added = [];
        foreach (JsonPlace entry in Root.Items("added_tokens"))
        {
            int id = entry.Integer("id") is int value and >= 0 && value < idCount ? value : throw entry.Wrong("has no id that a token can have");
            string content = entry.RequiredString("content");
            Set(entry, tokens, id, content);
            added.Add(new()
            {
                Id = id,
                Content = content,
                IsSpecial = entry.Flag("special", false),
                StripsLeft = entry.Flag("lstrip", false),
                StripsRight = entry.Flag("rstrip", false),
                SingleWord = entry.Flag("single_word", false),
                IsNormalized = entry.Flag("normalized", false),
            });
        }

        (Tokens, AddedTokens) = ([.. tokens], [.. added]);
    }
}
