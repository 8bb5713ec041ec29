namespace Ingot.Inference.Decoder;

/// <summary>One batch of positions on its way through the decoder, in some kind of numbers.</summary>
internal interface IDecoderPass
{
    /// <summary>Fills the residual stream from token ids and takes it through every block; the cache then holds the positions.</summary>
    /// <param name="tokenIds">One a position.</param>
    /// <param name="cancellation">Looked at between blocks.</param>
    void Run(ReadOnlySpan<int> tokenIds, CancellationToken cancellation);

    /// <summary>Evaluates the head for some positions of the batch.</summary>
    /// <returns><c>[count, vocabulary]</c>.</returns>
    ReadOnlySpan<float> Logits(int first, int count);
}
