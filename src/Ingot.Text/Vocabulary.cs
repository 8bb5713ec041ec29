using System.Collections.Immutable;

namespace Ingot.Text;

/// <summary>A tokenizer's data in the terms GGUF keeps: what conversion writes and what a GGUF is read back from.</summary>
/// <remarks>Source: GGUF specification, section on the tokenizer; keys under <c>tokenizer.ggml</c>.</remarks>
public sealed record Vocabulary
{
    /// <summary><c>llama</c> (SentencePiece BPE), <c>gpt2</c> (byte-level BPE), <c>bert</c> (WordPiece) or <c>t5</c> (unigram).</summary>
    public required string Model { get; init; }

    /// <summary>The pre-tokenizer: which split expression a byte-level BPE applies first; <c>default</c> for the others.</summary>
    public string Pre { get; init; } = "default";

    /// <summary>UTF-8 bytes of each entry, exactly: an entry may hold U+0000 or be no valid UTF-8.</summary>
    public required ImmutableArray<ReadOnlyMemory<byte>> Tokens { get; init; }

    /// <summary>Score of each entry; empty when the model has none.</summary>
    public ImmutableArray<float> Scores { get; init; } = [];

    /// <summary>Kind of each entry; empty when all are ordinary.</summary>
    public ImmutableArray<TokenKind> Kinds { get; init; } = [];

    /// <summary>Merges of a byte-level BPE in order of rank, <c>left right</c>, with spaces inside a side written as U+0120.</summary>
    public ImmutableArray<string> Merges { get; init; } = [];

    /// <summary>Whether text gets a space in front; null when the file does not say.</summary>
    public bool? AddSpacePrefix { get; init; }

    /// <summary>Whether runs of spaces shrink to one; null when the file does not say.</summary>
    public bool? RemoveExtraWhitespaces { get; init; }

    /// <summary>The compiled character map of a SentencePiece normalizer; empty for none.</summary>
    public ReadOnlyMemory<byte> PrecompiledCharsMap { get; init; }

    /// <summary>The ids with a meaning of their own.</summary>
    public SpecialTokens Special { get; init; } = new();
}
