namespace Ingot.Text.Tokenizers;

/// <summary>Each cuts what the one before it left.</summary>
internal sealed class PreTokenizerSequence(IReadOnlyList<PreTokenizer> items) : PreTokenizer
{
    /// <inheritdoc/>
    public override void Split(ReadOnlyMemory<int> piece, bool isFirst, List<ReadOnlyMemory<int>> pieces)
    {
        List<ReadOnlyMemory<int>> current = [piece];
        foreach (PreTokenizer item in items)
        {
            List<ReadOnlyMemory<int>> next = new(current.Count);
            for (int i = 0; i < current.Count; i++)
                item.Split(current[i], isFirst && i == 0, next);
            current = next;
        }

        pieces.AddRange(current);
    }
}
