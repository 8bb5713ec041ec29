namespace Ingot.Text.Tokenizers;

/// <summary>One entry of a SentencePiece model.</summary>
/// <param name="Bytes">Its bytes, exactly: perhaps U+0000, perhaps no valid UTF-8; U+2581 stands for a space.</param>
/// <param name="Score">Its score: a log probability, or the negated rank of its merge.</param>
/// <param name="Kind">What it is for.</param>
public sealed record SentencePiece(ReadOnlyMemory<byte> Bytes, float Score, TokenKind Kind);
