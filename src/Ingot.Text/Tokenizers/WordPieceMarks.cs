namespace Ingot.Text.Tokenizers;

/// <summary>What a WordPiece vocabulary writes before the start of a word and before what continues it.</summary>
/// <param name="Start">Bytes before a start; empty for none.</param>
/// <param name="Continuation">Bytes before a continuation; empty for none.</param>
internal sealed record WordPieceMarks(ReadOnlyMemory<byte> Start, ReadOnlyMemory<byte> Continuation)
{
    /// <summary>Length of the longer one.</summary>
    public int Longest => Math.Max(Start.Length, Continuation.Length);
}
