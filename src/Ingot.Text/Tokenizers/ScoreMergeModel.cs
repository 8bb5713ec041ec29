using System.Runtime.InteropServices;
using Ingot.Text.Unicode;

namespace Ingot.Text.Tokenizers;

/// <summary>SentencePiece's byte-pair encoding: neighbours whose union is the piece of best score merge first, leftmost among equals.</summary>
/// <remarks>Source: Kudo and Richardson, arXiv:1808.06226, section 3.1.</remarks>
internal sealed class ScoreMergeModel : TokenModel
{
    private readonly ByteVocabulary vocabulary = new();
    private readonly ByteTrie userDefined;
    private readonly IReadOnlyList<float> scores;
    private readonly IReadOnlyList<TokenKind> kinds;
    private readonly int[]? byteIds;
    private readonly int? unknownId;

    /// <param name="pieces">Bytes of each piece.</param>
    /// <param name="scores">Score of each piece.</param>
    /// <param name="kinds">Kind of each piece; only normal, user-defined and unused ones come from text.</param>
    /// <param name="byteIds">The token of each byte; null without byte fallback.</param>
    /// <param name="unknownId">What stands for what cannot be said; null drops it.</param>
    public ScoreMergeModel(IReadOnlyList<ReadOnlyMemory<byte>> pieces, IReadOnlyList<float> scores, IReadOnlyList<TokenKind> kinds,
        int[]? byteIds, int? unknownId)
    {
        (this.scores, this.kinds, this.byteIds, this.unknownId) = (scores, kinds, byteIds, unknownId);
        for (int id = 0; id < pieces.Count; id++)
        {
            if (kinds[id] is TokenKind.Normal or TokenKind.UserDefined or TokenKind.Unused && !pieces[id].IsEmpty)
                _ = vocabulary.TryAdd(pieces[id].Span, id);
        }

        userDefined = new(pieces.Select((piece, id) => (piece, id)).Where(entry => kinds[entry.id] == TokenKind.UserDefined));
    }

    /// <inheritdoc/>
    public override void Encode(ReadOnlySpan<byte> piece, ModelScratch scratch, List<int> ids)
    {
        List<MergeSymbol> symbols = scratch.Symbols;
        symbols.Clear();
        AddSymbols(piece, symbols);
        if (symbols.Count == 0)
            return;
        scratch.Candidates.Clear();
        Span<MergeSymbol> all = CollectionsMarshal.AsSpan(symbols);
        Dictionary<int, (int Left, int Right)>? halves = null;
        for (int i = 0; i + 1 < all.Length; i++)
            Consider(i, i + 1, piece, all, scratch, ref halves);
        while (scratch.TryMergeBest(all, out MergeCandidate pair))
        {
            Consider(all[pair.Left].Previous, pair.Left, piece, all, scratch, ref halves);
            Consider(pair.Left, all[pair.Left].Next, piece, all, scratch, ref halves);
        }

        bool afterUnknown = false;
        for (int i = 0; i >= 0; i = all[i].Next)
            Write(all[i].Id, piece.Slice(all[i].Start, all[i].Length), halves, ids, ref afterUnknown);
    }

    private void AddSymbols(ReadOnlySpan<byte> piece, List<MergeSymbol> symbols)
    {
        for (int start = 0; start < piece.Length;)
        {
            (int length, int id) = userDefined.Longest(piece[start..]);
            bool isFixed = length > 0;
            if (!isFixed)
            {
                length = CodePoints.Utf8Length(piece[start..]);
                if (!vocabulary.TryGet(piece.Slice(start, length), out id))
                    id = -1;
            }

            int next = start + length < piece.Length ? symbols.Count + 1 : -1;
            symbols.Add(new(id, start, length, symbols.Count - 1, next, isFixed));
            start += length;
        }
    }

    private void Consider(int left, int right, ReadOnlySpan<byte> piece, Span<MergeSymbol> all, ModelScratch scratch,
        ref Dictionary<int, (int Left, int Right)>? halves)
    {
        if (left < 0 || right < 0)
            return;
        MergeSymbol first = all[left], second = all[right];
        int length = first.Length + second.Length;
        if (first.IsFixed || second.IsFixed || length > vocabulary.LongestBytes
            || !vocabulary.TryGet(piece.Slice(first.Start, length), out int id))
            return;
        scratch.Candidates.Enqueue(new(left, right, length, id), (ulong)Descending(scores[id]) << 32 | (uint)left);
        if (kinds[id] == TokenKind.Unused)
            (halves ??= [])[id] = (first.Id, second.Id);
    }

    /// <summary>Writes a symbol: an unused piece as the halves it came from, an unknown one as bytes.</summary>
    private void Write(int id, ReadOnlySpan<byte> text, Dictionary<int, (int Left, int Right)>? halves, List<int> ids, ref bool afterUnknown)
    {
        if (id >= 0 && halves is not null && halves.TryGetValue(id, out (int Left, int Right) half))
        {
            // Each half is a piece of its own or one character, so its length is known from the pieces.
            int split = half.Left >= 0 ? LengthOf(half.Left, text) : CodePoints.Utf8Length(text);
            Write(half.Left, text[..split], halves, ids, ref afterUnknown);
            Write(half.Right, text[split..], halves, ids, ref afterUnknown);
            return;
        }

        if (id < 0 && byteIds is not null)
        {
            foreach (byte value in text)
                ids.Add(byteIds[value]);
            afterUnknown = false;
            return;
        }

        if (id >= 0)
            ids.Add(id);
        else if (!afterUnknown && unknownId is int unknown)
            ids.Add(unknown);
        afterUnknown = id < 0;
    }

    private int LengthOf(int id, ReadOnlySpan<byte> text)
    {
        for (int length = 1; length < text.Length; length++)
        {
            if (vocabulary.TryGet(text[..length], out int found) && found == id)
                return length;
        }

        return text.Length;
    }

    /// <summary>A key that grows as the score falls.</summary>
    private static uint Descending(float score)
    {
        uint bits = BitConverter.SingleToUInt32Bits(score == 0 ? 0f : score);
        return ~((bits & 0x8000_0000) != 0 ? ~bits : bits | 0x8000_0000);
    }
}
