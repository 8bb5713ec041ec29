namespace Ingot.Text.Tokenizers;

/// <summary>How a SentencePiece model cuts text. The values are those the file holds.</summary>
public enum SentencePieceModelType
{
    /// <summary>The cut of highest probability.</summary>
    Unigram = 1,

    /// <summary>Byte-pair merges by score.</summary>
    BytePair = 2,

    /// <summary>Words between spaces.</summary>
    Word = 3,

    /// <summary>Single characters.</summary>
    Character = 4,
}
