using System.Collections.Immutable;
using System.Text;
using Ingot.Formats.Gguf;
using Ingot.Tensors;
using Ingot.Text;

namespace Ingot.Checkpoints.Gguf;

/// <summary>Reads a tokenizer's data from the metadata of a GGUF.</summary>
public static class GgufVocabularyReader
{
    private const string Prefix = "tokenizer.ggml.";

    // Turn-end tokens by their published text: files name one end token, chat models stop at others too.
    private static readonly ImmutableHashSet<string> turnEnds =
    [
        "<|im_end|>", "<|eot_id|>", "<|eom_id|>", "<|end|>", "<|endoftext|>", "<|end_of_text|>", "<end_of_turn>", "<|eot|>",
        "<EOT>", "<|end▁of▁sentence|>", "<|return|>", "<|call|>", "[/s]", "</s>",
    ];

    /// <summary>Reads the vocabulary; null when the file has none.</summary>
    /// <exception cref="CheckpointException">Its parts contradict each other.</exception>
    public static Vocabulary? Read(GgufMetadata metadata, FileLocation file)
    {
        MetadataReader reader = new(metadata, file);
        if (reader.OptionalString(Prefix + "model") is not string model || model == "none")
            return null;
        ReadOnlyMemory<byte>[] tokens = reader.OptionalArray<ReadOnlyMemory<byte>>(Prefix + "tokens")
            ?? throw reader.WrongType(Prefix + "tokens", "an array of strings");
        float[] scores = SameLength(reader.OptionalArray<float>(Prefix + "scores"), "scores");
        int[] kinds = SameLength(reader.OptionalArray<int>(Prefix + "token_type"), "token_type");
        if (reader.OptionalInteger(IngotKeys.NulToken) is int nul && nul >= 0 && nul < tokens.Length)
            tokens = [.. tokens.Select((token, id) => id == nul ? new byte[] { 0 } : token)];

        return new()
        {
            Model = model,
            Pre = reader.OptionalString(Prefix + "pre") ?? "default",
            Tokens = [.. tokens],
            Scores = [.. scores],
            Kinds = [.. kinds.Select(kind => Enum.IsDefined((TokenKind)kind) ? (TokenKind)kind : TokenKind.Normal)],
            Merges = [.. (reader.OptionalArray<ReadOnlyMemory<byte>>(Prefix + "merges") ?? []).Select(merge => Encoding.UTF8.GetString(merge.Span))],
            AddSpacePrefix = reader.OptionalBool(Prefix + "add_space_prefix"),
            RemoveExtraWhitespaces = reader.OptionalBool(Prefix + "remove_extra_whitespaces"),
            PrecompiledCharsMap = reader.OptionalArray<byte>(Prefix + "precompiled_charsmap"),
            Special = Special(reader, model, tokens, kinds),
        };

        T[] SameLength<T>(T[]? items, string name) => items is null || items.Length == tokens.Length
            ? items ?? []
            : throw new CheckpointException(
                file with { Item = Prefix + name }, $"{items.Length} entries for {tokens.Length} tokens.", "The file is damaged: convert the model again.");
    }

    private static SpecialTokens Special(MetadataReader reader, string model, ReadOnlyMemory<byte>[] tokens, int[] kinds)
    {
        // What a file leaves out, readers take from the model's kind; only begin and end of SentencePiece have such a default.
        bool isSentencePiece = model == "llama";
        int? eos = Id("eos_token_id");
        SortedSet<int> ends = [.. new[] { eos, Id("eot_token_id"), Id("eom_token_id") }.OfType<int>()];
        for (int id = 0; id < kinds.Length; id++)
        {
            if (kinds[id] is (int)TokenKind.Control or (int)TokenKind.UserDefined && turnEnds.Contains(Encoding.UTF8.GetString(tokens[id].Span)))
                _ = ends.Add(id);
        }

        return new()
        {
            Bos = Id("bos_token_id"),
            Eos = eos,
            Unknown = Id("unknown_token_id"),
            Pad = Id("padding_token_id"),
            EndOfGeneration = [.. ends],
            AddBos = reader.OptionalBool(Prefix + "add_bos_token") ?? isSentencePiece,
            AddEos = reader.OptionalBool(Prefix + "add_eos_token") ?? model == "t5",
        };

        int? Id(string name) => reader.OptionalInteger(Prefix + name) is int id
            ? id >= 0 && id < tokens.Length
                ? id
                : throw new CheckpointException(reader.File with { Item = Prefix + name }, $"The id {id} is outside the vocabulary.", "The file is damaged: convert the model again.")
            : null;
    }
}
