using Ingot.Text.Unicode;

namespace Ingot.Text.Tokenizers;

/// <summary>WordPiece: the longest known start of a word, then the longest known continuation, or the whole word is unknown.</summary>
/// <remarks>Source: Devlin et al., arXiv:1810.04805. A GGUF marks the start of a word with U+2581, a vocab.txt its continuations with <c>##</c>.</remarks>
internal sealed class WordPieceModel(ByteVocabulary vocabulary, WordPieceMarks marks, int? unknownId, int? maximumCharacters) : TokenModel
{
    /// <inheritdoc/>
    public override void Encode(ReadOnlySpan<byte> piece, ModelScratch scratch, List<int> ids)
    {
        int before = ids.Count;
        if (!TryEncode(piece, ids))
        {
            ids.RemoveRange(before, ids.Count - before);
            if (unknownId is int unknown)
                ids.Add(unknown);
        }
    }

    private bool TryEncode(ReadOnlySpan<byte> piece, List<int> ids)
    {
        if (maximumCharacters is int limit && Count(piece) > limit)
            return false;
        Span<byte> candidate = new byte[vocabulary.LongestBytes + marks.Longest];
        for (int start = 0; start < piece.Length;)
        {
            ReadOnlySpan<byte> mark = start == 0 ? marks.Start.Span : marks.Continuation.Span;
            mark.CopyTo(candidate);
            int length = Math.Min(piece.Length - start, vocabulary.LongestBytes - mark.Length);
            int id = -1;
            if (length > 0)
                piece.Slice(start, length).CopyTo(candidate[mark.Length..]);
            while (length > 0 && !vocabulary.TryGet(candidate[..(mark.Length + length)], out id))
                length--;
            if (length <= 0)
                return false;
            ids.Add(id);
            start += length;
        }

        return true;
    }

    private static int Count(ReadOnlySpan<byte> piece)
    {
        int count = 0;
        while (!piece.IsEmpty)
        {
            piece = piece[CodePoints.Utf8Length(piece)..];
            count++;
        }

        return count;
    }
}
