using Ingot.Text;

namespace Ingot.Conversion.Gguf;

/// <summary>One piece of a SentencePiece model.</summary>
/// <param name="Bytes">Its UTF-8 bytes, exactly: a piece may hold U+0000.</param>
/// <param name="Score">Its score.</param>
/// <param name="Kind">Its kind; the numbers are SentencePiece's own.</param>
public readonly record struct SentencePieceEntry(ReadOnlyMemory<byte> Bytes, float Score, TokenKind Kind);
