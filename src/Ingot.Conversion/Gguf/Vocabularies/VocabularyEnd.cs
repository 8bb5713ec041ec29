using System.Text.Json;
using Ingot.Formats.Gguf;
using Ingot.Models;

namespace Ingot.Conversion.Gguf.Vocabularies;

/// <summary>Writes down collected entries and everything that follows them.</summary>
internal static class VocabularyEnd
{
    private const string SpacePrefixKey = "tokenizer.ggml.add_space_prefix";

    /// <summary>Appends every key.</summary>
    /// <param name="request">What the vocabulary is made from.</param>
    /// <param name="entries">Its entries.</param>
    /// <param name="model">The kind as GGUF names it.</param>
    /// <param name="pre">The pre-tokenizer as GGUF names it.</param>
    /// <param name="special">What the files say about special tokens.</param>
    /// <param name="spacePrefix">Whether text gets a space in front, where that is written after the entries; null where it is not.</param>
    /// <param name="afterEntries">Writes what follows the entries; null for nothing.</param>
    public static GgufVocabulary Write(
        VocabularyRequest request, VocabularyEntries entries, string model, string pre, SpecialTokenRules special, bool? spacePrefix = null,
        Action<GgufMetadata>? afterEntries = null)
    {
        TokenizerFiles files = request.Files;
        GgufMetadata metadata = request.Metadata;
        entries.AddTo(metadata, model, pre, withScores: model is "llama" or "t5");
        if (spacePrefix is bool prefix)
            metadata[SpacePrefixKey] = GgufValue.Of(prefix);
        afterEntries?.Invoke(metadata);
        if (request.Rules.SpacePrefix == SpacePrefixRule.StatedAfterEntries)
            AddStatedSpacePrefix(request);
        foreach (VocabularyToken token in request.Rules.Tokens.Where(token => token.Content is not null && Holds(token, request)))
            special.SetByContent(token);
        special.AddTo(metadata);
        foreach (VocabularyToken token in request.Rules.Tokens.Where(token => token.Id is not null && Holds(token, request)))
            special.Overwrite(token.Type, token.Id!.Value, metadata);
        foreach (VocabularyToken token in request.Rules.Tokens.Where(token => token.IsAdded is not null && Holds(token, request)))
            metadata[$"tokenizer.ggml.add_{token.Type}_token"] = GgufValue.Of(token.IsAdded!.Value);
        if (request.Rules.SpacePrefix == SpacePrefixRule.Never && model == "llama")
            metadata[SpacePrefixKey] = GgufValue.Of(false);
        if (request.Rules.SpacePrefix == SpacePrefixRule.StatedLast)
            AddStatedSpacePrefix(request);
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
                Scores = model is "llama" or "t5" ? [.. entries.Scores] : [],
                Kinds = [.. entries.Kinds],
                Merges = [.. special.Merges],
                AddSpacePrefix = metadata[SpacePrefixKey]?.AsBool(),
                RemoveExtraWhitespaces = metadata["tokenizer.ggml.remove_extra_whitespaces"]?.AsBool(),
                PrecompiledCharsMap = metadata["tokenizer.ggml.precompiled_charsmap"]?.AsArray<byte>() ?? default(ReadOnlyMemory<byte>),
                Special = new()
                {
                    Bos = Id("bos"),
                    Eos = Id("eos"),
                    Unknown = Id("unk"),
                    Pad = Id("pad"),
                    EndOfGeneration = [.. ends.OfType<int>().Distinct()],
                    AddBos = special.Surrounds("bos") ?? model == "llama",
                    AddEos = special.Surrounds("eos") ?? model == "t5",
                },
            },
        };
    }

    /// <summary>Writes what tokenizer_config.json says about the space in front of a text.</summary>
    public static void AddStatedSpacePrefix(VocabularyRequest request)
    {
        if (request.Files.TokenizerConfig.Get("add_prefix_space").Flag() is bool stated)
            request.Metadata[SpacePrefixKey] = GgufValue.Of(stated);
    }

    /// <summary>Writes how many types of text there are, where the family's files say so.</summary>
    public static void AddTokenTypes(VocabularyRequest request)
    {
        if (request.Rules.TokenTypeCount is { } key)
        {
            int count = request.Files.Config.Get(key.Name).Integer() ?? (int)(key.Default ?? 1);
            request.Metadata["tokenizer.ggml.token_type_count"] = GgufValue.Of((uint)count);
        }
    }

    private static bool Holds(VocabularyToken token, VocabularyRequest request) => token.VocabularySize is not int size || size == request.Size;
}
