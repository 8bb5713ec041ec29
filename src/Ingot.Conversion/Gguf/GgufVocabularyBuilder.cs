using Ingot.Conversion.Gguf.Vocabularies;
using Ingot.Models;
using Ingot.Tensors;

namespace Ingot.Conversion.Gguf;

/// <summary>Makes the vocabulary of a GGUF from a tokenizer's files, by the published converter's rules.</summary>
public static class GgufVocabularyBuilder
{
    /// <summary>What the published converter writes for a piece that is U+0000, which C strings cannot hold.</summary>
    public const string DefaultNulToken = "\U0001F409";

    // Sixty times the largest published vocabulary: a bound for files that lie.
    private const int MaximumSize = 1 << 24;

    private static readonly Dictionary<VocabularyKind, Func<VocabularyRequest, GgufVocabulary?>> kinds = new()
    {
        [VocabularyKind.SentencePiece] = SentencePieceVocabulary.Build,
        [VocabularyKind.SentencePieceWithChatEnd] = ChatEndVocabulary.Build,
        [VocabularyKind.ConvertedSentencePiece] = ConvertedSentencePieceVocabulary.Build,
        [VocabularyKind.BytePair] = BytePairVocabulary.Build,
        [VocabularyKind.BytePairRanks] = RankedVocabulary.Build,
        [VocabularyKind.WordPiece] = WordPieceVocabulary.Build,
        [VocabularyKind.Unigram] = UnigramVocabulary.Build,
    };

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
        ArgumentNullException.ThrowIfNull(rules);
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
            return Choose(new(files, rules, vocabularySize, pre, nulToken, []));
        }
        catch (InvalidOperationException error)
        {
            // All that JSON elements refuse here is an escape such as \ud800 without its other half.
            throw new CheckpointException(
                new(files.Folder), "A text in the tokenizer's JSON files is not valid Unicode.", "Download the tokenizer's files again.", error);
        }
    }

    private static GgufVocabulary Choose(VocabularyRequest request)
    {
        if (request.Rules.SpacePrefix == SpacePrefixRule.StatedFirst)
            VocabularyEnd.AddStatedSpacePrefix(request);
        foreach (VocabularyKind kind in request.Rules.Kinds)
        {
            if (kinds[kind](request) is { } vocabulary)
                return vocabulary;
        }

        TokenizerFiles files = request.Files;
        throw files.TokenizerJson.Get("model") is null
            ? new CheckpointException(
                new(files.Folder), "There is neither a tokenizer.model nor a tokenizer.json.", "Download the tokenizer's files as well, or pass --no-vocab for a result without one.")
            : new CheckpointException(
                new(Path.Combine(files.Folder, "tokenizer.json"), "model"),
                "The vocabulary is not a byte-level BPE, and there is no tokenizer.model.",
                "Take tokenizer.model from the model this one was made from and put it beside tokenizer.json.");
    }
}
