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
    public long MergeSteps { get; set; }

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
