namespace Ingot.Text.Tokenizers;

/// <summary>Turns one piece of prepared text into ids.</summary>
internal abstract class TokenModel
{
    /// <summary>Appends the ids of a piece.</summary>
    /// <param name="piece">UTF-8.</param>
    /// <param name="scratch">Memory of one encoding.</param>
    /// <param name="ids">Receives the ids.</param>
    public abstract void Encode(ReadOnlySpan<byte> piece, ModelScratch scratch, List<int> ids);
}
