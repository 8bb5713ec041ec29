namespace Ingot.Text.Tokenizers;

/// <summary>Cuts text into the pieces a model encodes one by one.</summary>
internal abstract class PreTokenizer
{
    /// <summary>Cuts one piece into smaller ones.</summary>
    /// <param name="piece">A piece.</param>
    /// <param name="isFirst">Whether the whole text starts with it.</param>
    /// <param name="pieces">Receives what it becomes, empty pieces left out.</param>
    public abstract void Split(ReadOnlyMemory<int> piece, bool isFirst, List<ReadOnlyMemory<int>> pieces);
}
