using System.Globalization;
using System.Text.Json;
using Ingot.Formats.Gguf;
using Ingot.Models;
using Ingot.Tensors;

namespace Ingot.Conversion.Gguf;

/// <summary>Finds the ids with a meaning of their own, which of them surround a text, the merges and the chat template.</summary>
/// <remarks>
/// The rules of the published converter: names come from tokenizer_config.json and get their id from the added tokens of
/// tokenizer.json; what is still unknown comes from config.json. Whether a token surrounds a text is read off the post-processor,
/// then tokenizer_config.json. What no file says stays absent.
/// </remarks>
internal sealed class SpecialTokenRules
{
    private readonly TokenizerFiles files;
    private readonly int? vocabularySize;
    private readonly List<string> types = ["bos", "eos", "unk", "sep", "pad", "cls", "mask"];
    private readonly Dictionary<string, TokenName?> names = [];
    private readonly OrderedDictionary<string, bool> surrounds = [];
    private readonly OrderedDictionary<string, bool> normalizer = [];
    private readonly Dictionary<string, string> idKeys = new()
    {
        ["bos"] = "bos", ["eos"] = "eos", ["unk"] = "unknown", ["sep"] = "seperator", ["pad"] = "padding", ["mask"] = "mask",
        ["eot"] = "eot", ["eom"] = "eom",
    };

    private readonly string[] merges;
    private readonly IReadOnlyDictionary<string, int> addedTokens = new Dictionary<string, int>();

    /// <param name="files">The files.</param>
    /// <param name="loadMerges">Whether the vocabulary is a byte-level BPE.</param>
    /// <param name="vocabularySize">Ids from here on are refused; null for no bound.</param>
    public SpecialTokenRules(TokenizerFiles files, bool loadMerges, int? vocabularySize)
    {
        this.files = files;
        this.vocabularySize = vocabularySize;
        merges = loadMerges ? MergesOf(files) : [];
        ReadTokenizerJson();
        if (files.TokenizerConfig is not null)
            ReadTokenizerConfig();
        foreach (string type in types)
        {
            SetId(type, (files.Config.Get($"{type}_token_id") ?? files.Config.Get("text_config").Get($"{type}_token_id")).Integer());
        }
    }

    /// <summary>The rules for a vocabulary whose merges and special tokens stand in no JSON file.</summary>
    /// <param name="files">The files.</param>
    /// <param name="merges">The merges, <c>left right</c>.</param>
    /// <param name="addedTokens">Ids by text.</param>
    public SpecialTokenRules(TokenizerFiles files, string[] merges, IReadOnlyDictionary<string, int> addedTokens)
        : this(files, loadMerges: false, vocabularySize: null)
    {
        this.merges = merges;
        this.addedTokens = addedTokens;
    }

    /// <summary>Ids by type, in the order in which they are written.</summary>
    public OrderedDictionary<string, int> Ids { get; } = [];

    /// <summary>Whether encoding adds the token; null when no file says.</summary>
    public bool? Surrounds(string type) => surrounds.TryGetValue(type, out bool value) ? value : null;

    /// <summary>The merges, <c>left right</c>.</summary>
    public IReadOnlyList<string> Merges => merges;

    /// <summary>The texts tokenizer_config.json gives a role, or lists as special besides.</summary>
    public static IEnumerable<string> NamedIn(JsonElement? tokenizerConfig) =>
        ((string[])["bos", "eos", "unk", "sep", "pad", "cls", "mask"])
            .Select(type => NameIn(tokenizerConfig.Get($"{type}_token")))
            .Concat(tokenizerConfig.Get("additional_special_tokens").Items().Select(entry => NameIn(entry)))
            .Select(name => name?.Content)
            .OfType<string>();

    /// <summary>Gives a type the id of an added token; where the files name another, only if the token takes its place.</summary>
    public void SetByContent(VocabularyToken token)
    {
        AddedToken added = AddedToken.InTokenizerJson(files.TokenizerJson).Concat(AddedToken.InTokenizerConfig(files.TokenizerConfig))
            .FirstOrDefault(added => added.Content == token.Content);
        int? id = added.Content is not null ? added.Id : addedTokens.TryGetValue(token.Content!, out int found) ? found : null;
        if (!token.ReplacesStated)
            SetId(token.Type, id);
        else if (id is int other && Ids.ContainsKey(token.Type))
            Ids[token.Type] = other;
    }

    /// <summary>Gives a type an id whatever the files name, and writes its key where it stands or at the end.</summary>
    public void Overwrite(string type, int id, GgufMetadata metadata)
    {
        Ids[type] = id;
        metadata[$"tokenizer.ggml.{idKeys[type]}_token_id"] = GgufValue.Of((uint)id);
    }

    /// <summary>Appends every key there is.</summary>
    public void AddTo(GgufMetadata metadata)
    {
        if (merges.Length > 0)
            metadata["tokenizer.ggml.merges"] = GgufValue.OfStrings(merges);
        foreach ((string type, int id) in Ids)
        {
            if (idKeys.TryGetValue(type, out string? key))
                metadata[$"tokenizer.ggml.{key}_token_id"] = GgufValue.Of((uint)id);
        }

        foreach ((string type, bool value) in surrounds)
        {
            if (type is "bos" or "eos" or "sep")
                metadata[$"tokenizer.ggml.add_{type}_token"] = GgufValue.Of(value);
        }

        ChatTemplateRules.AddTo(metadata, files);
        foreach (string key in (string[])["nfc", "lowercase", "strip_accents"])
        {
            if (normalizer.TryGetValue(key, out bool value))
                metadata[$"tokenizer.ggml.normalizer.{key}"] = GgufValue.Of(value);
        }
    }

    private static string[] MergesOf(TokenizerFiles files)
    {
        JsonElement[] listed = [.. files.TokenizerJson.Get("model").Get("merges").Items()];
        if (listed.Length == 0)
            return [.. MergesIn(files.MergesText)];
        return [.. listed.Select((merge, i) => merge.ValueKind switch
        {
            JsonValueKind.String => merge.GetString()!,
            // A space inside a side is written as a byte-level BPE writes the space byte.
            JsonValueKind.Array when merge.GetArrayLength() == 2 => string.Join(
                ' ', merge.EnumerateArray().Select(side => (((JsonElement?)side).Text() ?? "").Replace(' ', '\u0120'))),
            _ => throw new CheckpointException(
                new(Path.Combine(files.Folder, "tokenizer.json"), $"model.merges[{i}]"),
                "A merge is neither a text nor a pair of texts.",
                "Download the file again."),
        })];
    }

    private static IEnumerable<string> MergesIn(string? text) =>
        (text ?? "").Split('\n')
            .Where((line, i) => i > 0 || !line.StartsWith('#'))
            .Select(line => line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
            .Where(sides => sides.Length == 2)
            .Select(sides => string.Join(' ', sides));

    private void ReadTokenizerJson()
    {
        foreach (string type in (string[])["bos", "cls", "eos", "sep", "unk", "pad", "mask"])
            names[type] = NameIn(files.TokenizerConfig.Get($"{type}_token"));
        if (files.TokenizerJson is null)
            return;
        ReadNormalizer(files.TokenizerJson.Get("normalizer"));
        if (files.TokenizerConfig is not null)
        {
            names["bos"] ??= names["cls"];
            names["eos"] ??= names["sep"];
        }

        JsonElement? postProcessor = files.TokenizerJson.Get("post_processor");
        foreach (JsonElement processor in postProcessor.Get("processors") is JsonElement several ? ((JsonElement?)several).Items() : [postProcessor ?? default])
            ReadPostProcessor(processor);
    }

    private void ReadPostProcessor(JsonElement processor)
    {
        switch (processor.Get("type").Text())
        {
            case "ByteLevel":
                _ = surrounds.TryAdd("bos", false);
                _ = surrounds.TryAdd("eos", false);
                break;
            case "RobertaProcessing":
                surrounds["bos"] = surrounds["eos"] = surrounds["sep"] = true;
                if (files.TokenizerConfig is not null)
                {
                    names["cls"] ??= FirstText(processor.Get("cls")) ?? names["bos"];
                    names["sep"] ??= FirstText(processor.Get("sep")) ?? names["eos"];
                }

                break;
            case "TemplateProcessing":
                ReadTemplate(processor);
                break;
            default:
                break;
        }
    }

    private void ReadTemplate(JsonElement processor)
    {
        JsonElement[] single = [.. processor.Get("single").Items()];
        string? first = single.Length > 1 ? SpecialIn(single[0]) : null;
        string? last = single.Length > 1 ? SpecialIn(single[^1]) : null;
        bool hasConfig = files.TokenizerConfig is not null;
        if (first is not null)
        {
            if (!hasConfig || (!Is("bos", first) && !Is("cls", first)))
            {
                names["bos"] ??= new(first);
                if (hasConfig)
                    names["cls"] ??= new(first);
            }

            surrounds["bos"] = Is("bos", first) || Is("cls", first);
        }

        if (last is not null)
        {
            if (hasConfig && !Is("eos", last) && !types.Contains("eom"))
            {
                // The end token of the files loses its place to the template's and is kept as end of turn, or of message.
                string kept = types.Contains("eot") ? "eom" : "eot";
                types.Add(kept);
                names[kept] = names["eos"];
            }

            names["eos"] = new(last);
            surrounds["eos"] = true;
        }

        ReadPair([.. processor.Get("pair").Items()], first, last);
    }

    /// <summary>Whether a separator stands between two texts: <c>A [sep] [eos] B</c>.</summary>
    private void ReadPair(JsonElement[] pair, string? first, string? last)
    {
        if (pair.Length == 0)
            return;
        int start = first is not null && SpecialIn(pair[0]) == first ? 1 : 0;
        int end = last is not null && SpecialIn(pair[^1]) == last ? pair.Length - 1 : pair.Length;
        if (end - start < 3 || SequenceIn(pair[start]) != "A" || SequenceIn(pair[end - 1]) != "B")
            return;
        JsonElement[] between = pair[(start + 1)..(end - 1)];
        bool addsSeparator = IsSeparator(between[0]) && last is null;
        if (between.Length == 2)
            addsSeparator |= IsSeparator(between[1]);
        surrounds["sep"] = addsSeparator;
        if (addsSeparator && files.TokenizerConfig is not null)
            names["sep"] ??= names["eos"];
    }

    private void ReadTokenizerConfig()
    {
        JsonElement[] added = [.. files.TokenizerJson.Get("added_tokens").Items()];
        foreach (string type in types)
        {
            if (files.TokenizerConfig.Get($"add_{type}_token").Flag() is bool adds)
                _ = surrounds.TryAdd(type, adds);
            if (names.GetValueOrDefault(type)?.Content is string content)
            {
                JsonElement match = added.FirstOrDefault(token => token.Get("content").Text() == content);
                SetId(type, match.Get("id").Integer());
            }
        }
    }

    private void ReadNormalizer(JsonElement? settings)
    {
        switch (settings.Get("type").Text())
        {
            case "NFC":
                normalizer["nfc"] = true;
                break;
            case "Lowercase":
                normalizer["lowercase"] = true;
                break;
            case "StripAccents":
                normalizer["strip_accents"] = true;
                break;
            case "BertNormalizer":
                if (settings.Get("lowercase").Flag() is bool lowercase)
                    normalizer["lowercase"] = lowercase;
                if (settings.Get("strip_accents").Flag() is bool stripAccents)
                    normalizer["strip_accents"] = stripAccents;
                break;
            case "Sequence":
                foreach (JsonElement item in settings.Get("normalizers").Items())
                    ReadNormalizer(item);
                break;
            default:
                break;
        }
    }

    private void SetId(string type, int? id)
    {
        if (id is not int value || (vocabularySize is int size && value >= size))
            return;
        if (value < 0)
        {
            throw new CheckpointException(
                new(Path.Combine(files.Folder, "config.json"), $"{type}_token_id"),
                $"The id {value.ToString(CultureInfo.InvariantCulture)} is negative.",
                "Correct it, or set it to null when the model has no such token.");
        }

        _ = Ids.TryAdd(type, value);
    }

    private bool Is(string type, string content) => names.GetValueOrDefault(type) is { IsObject: false } name && name.Content == content;

    private bool IsSeparator(JsonElement element) => SpecialIn(element) is string content && (Is("sep", content) || Is("eos", content));

    private static string? SpecialIn(JsonElement element) => element.Get("SpecialToken").Get("id").Text();

    private static string? SequenceIn(JsonElement element) => element.Get("Sequence").Get("id").Text();

    private static TokenName? FirstText(JsonElement? pair) =>
        pair.Items().FirstOrDefault() is { ValueKind: JsonValueKind.String } text ? new(text.GetString()!) : null;

    private static TokenName? NameIn(JsonElement? entry) => entry?.ValueKind switch
    {
        JsonValueKind.String => entry.Text() is { Length: > 0 } text ? new(text) : null,
        JsonValueKind.Object => new(entry.Get("content").Text(), IsObject: true),
        _ => null,
    };

    // An object is never equal to a name in a template: the converter compares it as it stands, and we must decide alike.
    private sealed record TokenName(string? Content, bool IsObject = false);
}
