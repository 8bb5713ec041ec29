using Ingot.Formats.Gguf;
using Ingot.Models;

namespace Ingot.Conversion.Gguf.Vocabularies;

/// <summary>What a vocabulary is made from.</summary>
/// <param name="Files">The tokenizer's files.</param>
/// <param name="Rules">The family's rules.</param>
/// <param name="Size">Rows of the embedding.</param>
/// <param name="Pre">The pre-tokenizer's name, for a byte-level BPE.</param>
/// <param name="NulToken">What a U+0000 piece is called, where the rules rename it.</param>
/// <param name="Metadata">Where the keys are written; holds those that go first.</param>
internal sealed record VocabularyRequest(
    TokenizerFiles Files, GgufVocabularyRules Rules, int Size, string Pre, string NulToken, GgufMetadata Metadata)
{
    /// <summary>The score the published converter gives tokens that have none of their own.</summary>
    public const float AddedScore = -1000;

    /// <summary>The score of an id that only fills the embedding.</summary>
    public const float PaddingScore = -10000;
}
