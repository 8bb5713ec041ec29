using Ingot.Formats.Gguf;
using Ingot.Text;

namespace Ingot.Conversion.Gguf;

/// <summary>A vocabulary ready to be written, and what had to be decided to make it so.</summary>
public sealed record GgufVocabulary
{
    /// <summary>No vocabulary, and the one key that says so.</summary>
    public static GgufVocabulary None { get; } = new()
    {
        Vocabulary = new() { Model = "none", Tokens = [] },
        Metadata = new() { ["tokenizer.ggml.model"] = GgufValue.Of("none") },
    };

    /// <summary>The vocabulary as a reader of the file will have it.</summary>
    public required Vocabulary Vocabulary { get; init; }

    /// <summary>Every key under <c>tokenizer.</c>, in file order.</summary>
    public required GgufMetadata Metadata { get; init; }

    /// <summary>The piece that was U+0000 and is written under another name; null when there is none.</summary>
    public int? NulTokenId { get; init; }

    /// <summary>The end token of the files, where the chat's end token took its place; null otherwise.</summary>
    public int? ReplacedEos { get; init; }

    /// <summary>Ids filled up with <c>[PADn]</c> because the embedding has more rows than the tokenizer has entries.</summary>
    public int PaddedCount { get; init; }

    /// <summary>Ids of the files that lie beyond the embedding and were left out.</summary>
    public IReadOnlyList<int> OutOfRange { get; init; } = [];
}
