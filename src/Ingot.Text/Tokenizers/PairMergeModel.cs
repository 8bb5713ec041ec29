using System.Runtime.InteropServices;
using Ingot.Text.Unicode;

namespace Ingot.Text.Tokenizers;

/// <summary>Byte-pair encoding by a list of merges: the pair of lowest rank first, leftmost among equals.</summary>
/// <remarks>Source: Sennrich et al., arXiv:1508.07909. A heap of pairs makes it O(n log n) for a piece of any length.</remarks>
internal sealed class PairMergeModel : TokenModel
{
    private readonly ByteVocabulary vocabulary;
    private readonly Dictionary<(int Left, int Right), (int Rank, int Id)> merges;
    private readonly PairMergeOptions options;

    /// <param name="vocabulary">Ids of pieces.</param>
    /// <param name="merges">Rank and result of each pair of ids that merges.</param>
    /// <param name="options">What happens to pieces the vocabulary lacks.</param>
    public PairMergeModel(ByteVocabulary vocabulary, Dictionary<(int Left, int Right), (int Rank, int Id)> merges, PairMergeOptions options)
    {
        this.vocabulary = vocabulary;
        this.merges = merges;
        this.options = options;
    }

    /// <inheritdoc/>
    public override void Encode(ReadOnlySpan<byte> piece, ModelScratch scratch, List<int> ids)
    {
        if (piece.IsEmpty)
            return;
        if (options.IgnoreMerges && vocabulary.TryGet(piece, out int whole))
        {
            ids.Add(whole);
            return;
        }

        if (scratch.Recall(piece) is int[] known)
        {
            ids.AddRange(known);
            return;
        }

        int before = ids.Count;
        Merge(piece, scratch, ids);
        scratch.Remember(piece, CollectionsMarshal.AsSpan(ids)[before..]);
    }

    private void Merge(ReadOnlySpan<byte> piece, ModelScratch scratch, List<int> ids)
    {
        List<MergeSymbol> symbols = scratch.Symbols;
        symbols.Clear();
        AddSymbols(piece, symbols);
        scratch.Candidates.Clear();
        for (int i = 0; i + 1 < symbols.Count; i++)
            Consider(i, i + 1, symbols, scratch);
        Span<MergeSymbol> all = CollectionsMarshal.AsSpan(symbols);
        while (scratch.TryMergeBest(all, out MergeCandidate pair))
        {
            Consider(all[pair.Left].Previous, pair.Left, symbols, scratch);
            Consider(pair.Left, all[pair.Left].Next, symbols, scratch);
        }

        bool afterUnknown = false;
        for (int i = symbols.Count > 0 ? 0 : -1; i >= 0; i = all[i].Next)
        {
            bool unknown = all[i].IsFixed;
            if (!(unknown && afterUnknown && options.FuseUnknown))
                ids.Add(all[i].Id);
            afterUnknown = unknown;
        }
    }

    private void AddSymbols(ReadOnlySpan<byte> piece, List<MergeSymbol> symbols)
    {
        for (int start = 0; start < piece.Length;)
        {
            int length = CodePoints.Utf8Length(piece[start..]);
            if (vocabulary.TryGet(piece.Slice(start, length), out int id))
            {
                Add(symbols, new(id, start, length, 0, 0));
            }
            else if (options.ByteIds is not null)
            {
                for (int i = start; i < start + length; i++)
                    Add(symbols, new(options.ByteIds[piece[i]], i, 1, 0, 0));
            }
            else if (options.UnknownId is int unknown)
            {
                Add(symbols, new(unknown, start, length, 0, 0, IsFixed: true));
            }

            start += length;
        }

        if (symbols.Count > 0)
            symbols[^1] = symbols[^1] with { Next = -1 };
    }

    private static void Add(List<MergeSymbol> symbols, MergeSymbol symbol) =>
        symbols.Add(symbol with { Previous = symbols.Count - 1, Next = symbols.Count + 1 });

    private void Consider(int left, int right, List<MergeSymbol> symbols, ModelScratch scratch)
    {
        if (left < 0 || right < 0)
            return;
        MergeSymbol first = symbols[left], second = symbols[right];
        if (!first.IsFixed && !second.IsFixed && merges.TryGetValue((first.Id, second.Id), out (int Rank, int Id) merge))
        {
            scratch.Candidates.Enqueue(new(left, right, first.Length + second.Length, merge.Id),
                (ulong)(uint)merge.Rank << 32 | (uint)left);
        }
    }
}
