namespace Ingot.Evaluation.Logits;

/// <summary>The numbers a logits file begins with, and what follows from them.</summary>
/// <remarks>
/// The file of llama-perplexity's <c>--kl-divergence-base</c>, little endian: <c>_logits_</c>, three 32-bit numbers (context, vocabulary,
/// chunks), the token ids of all chunks, then a row for each scored position: a step and the least log-probability as floats, and for
/// each token the steps it lies above the least, in 16 bits. Tokens over 16 nats below the best are stored as the least.
/// </remarks>
/// <param name="ContextLength">Tokens of a chunk.</param>
/// <param name="VocabularySize">Tokens of the vocabulary.</param>
/// <param name="ChunkCount">Chunks.</param>
public readonly record struct LogitsFileLayout(int ContextLength, int VocabularySize, int ChunkCount)
{
    internal const int PreludeBytes = 8 + (3 * sizeof(int));

    internal static ReadOnlySpan<byte> Magic => "_logits_"u8;

    /// <summary>Scored positions of a chunk: those of its second half that have a next token.</summary>
    public int RowsPerChunk => ContextLength - 1 - (ContextLength / 2);

    /// <summary>Bytes of a row: two floats, and a 16-bit number a token, of which there is an even count.</summary>
    public int RowBytes => sizeof(float) * 2 + (VocabularySize + 1) / 2 * 2 * sizeof(ushort);

    /// <summary>Where the rows begin.</summary>
    public long RowsOffset => PreludeBytes + ((long)ContextLength * ChunkCount * sizeof(int));

    /// <summary>Bytes of the whole file.</summary>
    public long FileBytes => RowsOffset + ((long)ChunkCount * RowsPerChunk * RowBytes);
}
