namespace Ingot.Models;

/// <summary>A kind of vocabulary, by the files it is read from.</summary>
public enum VocabularyKind
{
    /// <summary>tokenizer.model.</summary>
    SentencePiece,

    /// <summary>
    /// tokenizer.model whose U+0000 piece is renamed, whose <c>[UNUSED</c> pieces are unused, and whose end token is the chat's when
    /// it has one.
    /// </summary>
    SentencePieceWithChatEnd,

    /// <summary>A tokenizer.json that was made from a SentencePiece model.</summary>
    ConvertedSentencePiece,

    /// <summary>A byte-level BPE in tokenizer.json.</summary>
    BytePair,

    /// <summary>WordPiece in tokenizer.json or vocab.txt.</summary>
    WordPiece,

    /// <summary>A unigram SentencePiece model with its normalizer, in tokenizer.model or spiece.model.</summary>
    Unigram,

    /// <summary>A byte-level BPE as a list of ranks, a .tiktoken file.</summary>
    BytePairRanks,
}
