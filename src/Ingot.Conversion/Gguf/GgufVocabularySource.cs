using System.Text.Json;
using Ingot.Checkpoints.HuggingFace;
using Ingot.Conversion.Gguf.Vocabularies;
using Ingot.Conversion.Planning;
using Ingot.Formats.HuggingFace;
using Ingot.Models;
using Ingot.Text.Tokenizers;

namespace Ingot.Conversion.Gguf;

/// <summary>Gathers a folder's tokenizer files for <see cref="GgufVocabularyBuilder"/>.</summary>
internal static class GgufVocabularySource
{
    /// <summary>The vocabulary to write, and whether its pre-tokenizer is one that readers know.</summary>
    public static (GgufVocabulary Vocabulary, bool IsPreTokenizerKnown) Build(HuggingFaceCheckpoint source, ConversionOptions options)
    {
        if (options.NoVocabulary)
            return (GgufVocabulary.None, true);
        CheckpointFolder folder = source.Folder;
        string modelName = folder.Has("tokenizer.model") ? "tokenizer.model" : "spiece.model";
        SentencePieceModel? model = folder.ReadBytes(modelName) is { } proto ? SentencePieceModel.Parse(proto, folder.Location(modelName)) : null;
        JsonElement? tokenizerJson = folder.ReadJson("tokenizer.json");
        string? pre = options.PreTokenizer;
        bool isKnown = true;
        if (pre is null && model is null && folder.ReadBytes("tokenizer.json") is { } json)
        {
            pre = PreTokenizers.Identify(TokenizerJson.Parse(json, folder.Location("tokenizer.json")), source.Architecture.Gguf.Architecture);
            isKnown = pre is not null;
        }

        if (pre is null && model is null && source.Architecture.Gguf.Vocabulary.Kinds.Contains(VocabularyKind.BytePairRanks))
            pre = RankedVocabulary.PreTokenizer;
        GgufVocabulary vocabulary = GgufVocabularyBuilder.Build(
            new()
            {
                Folder = folder.Path,
                Config = folder.Config,
                SentencePieces = model is null ? null : [.. model.Pieces.Select(piece => new SentencePieceEntry(piece.Bytes, piece.Score, piece.Kind))],
                AddDummyPrefix = model?.AddDummyPrefix ?? true,
                RemoveExtraWhitespaces = model?.RemoveExtraWhitespaces ?? true,
                PrecompiledCharsMap = model?.PrecompiledCharsMap ?? default,
                IsUnigram = model?.ModelType == SentencePieceModelType.Unigram,
                WordList = folder.ReadText("vocab.txt"),
                TokenizerJson = tokenizerJson,
                TokenizerConfig = folder.TokenizerConfig,
                AddedTokens = folder.ReadJson("added_tokens.json"),
                GenerationConfig = folder.GenerationConfig,
                ChatTemplateJinja = folder.ReadText("chat_template.jinja"),
                ChatTemplateJson = folder.ReadJson("chat_template.json"),
                AdditionalChatTemplates = [.. folder.ChatTemplates.Where(template => template.Key != "default")],
                RanksText = folder.Names(".tiktoken") is [string ranks, ..] ? folder.ReadText(ranks) : null,
                MergesText = folder.ReadText("merges.txt"),
            },
            source.Architecture.Gguf.Vocabulary,
            source.Hyperparameters.VocabularySize,
            pre ?? "default",
            options.NulToken ?? GgufVocabularyBuilder.DefaultNulToken);
        return (vocabulary, isKnown);
    }
}
