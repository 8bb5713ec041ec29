namespace Ingot.Text.Tokenizers;

/// <summary>Memory one encoding reuses from piece to piece: models themselves stay immutable and shared.</summary>
internal sealed class ModelScratch
{
    private const int MaximumRemembered = 32_768;
    private const int MaximumRememberedBytes = 64;
    private readonly ByteVocabulary remembered = new();
    private readonly List<int[]> results = [];

    /// <summary>The symbols of a piece that is being merged.</summary>
    public List<MergeSymbol> Symbols { get; } = [];

    /// <summary>Pairs to merge, best first; the priority orders by rank or score and then by place.</summary>
    public PriorityQueue<MergeCandidate, ulong> Candidates { get; } = new();

    /// <summary>How many candidates were taken from the queue: what a test counts to see that merging stays near linear.</summary>
    public long MergeSteps { get; private set; }

    /// <summary>Merges the best pair whose symbols are still neighbours; pairs that earlier merges broke up are dropped.</summary>
    /// <param name="symbols">What <see cref="Symbols"/> holds.</param>
    /// <param name="merged">The pair: its left symbol is the merged one now.</param>
    /// <returns>False when no pair is left.</returns>
    public bool TryMergeBest(Span<MergeSymbol> symbols, out MergeCandidate merged)
    {
        while (Candidates.TryDequeue(out merged, out _))
        {
            MergeSteps++;
            MergeSymbol left = symbols[merged.Left], right = symbols[merged.Right];
            if (left.Length == 0 || right.Length == 0 || left.Next != merged.Right || left.Length + right.Length != merged.LengthBytes)
                continue;
            symbols[merged.Left] = left with { Id = merged.Id, Length = merged.LengthBytes, Next = right.Next };
            symbols[merged.Right] = right with { Length = 0 };
            if (right.Next >= 0)
                symbols[right.Next] = symbols[right.Next] with { Previous = merged.Left };
            return true;
        }

        return false;
    }

    /// <summary>The ids of a piece met before; null when it is new.</summary>
    public int[]? Recall(ReadOnlySpan<byte> piece) =>
        piece.Length <= MaximumRememberedBytes && remembered.TryGet(piece, out int index) ? results[index] : null;

    /// <summary>Keeps the ids of a short piece, as long as there is room.</summary>
    public void Remember(ReadOnlySpan<byte> piece, ReadOnlySpan<int> ids)
    {
        if (piece.Length <= MaximumRememberedBytes && results.Count < MaximumRemembered && remembered.TryAdd(piece, results.Count))
            results.Add(ids.ToArray());
    }
}
