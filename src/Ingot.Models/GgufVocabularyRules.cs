namespace Ingot.Models;

/// <summary>Which rules turn a tokenizer's files into the vocabulary of a GGUF.</summary>
public enum GgufVocabularyRules
{
    /// <summary>A SentencePiece model where there is one, else a byte-level BPE.</summary>
    Standard,

    /// <summary>As <see cref="Standard"/>, and <c>add_prefix_space</c> of tokenizer_config.json is written down.</summary>
    Llama,

    /// <summary>
    /// A SentencePiece model whose U+0000 piece is renamed, whose <c>[UNUSED</c> pieces are unused, and whose end token is the
    /// chat's when it has one.
    /// </summary>
    InternLM2,
}
