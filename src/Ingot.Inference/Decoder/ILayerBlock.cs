namespace Ingot.Inference.Decoder;

/// <summary>A half of a layer with its weights: one that lets positions meet, or one that treats each alone.</summary>
/// <remarks>Each kind is a file beside this one. Blocks hold no state of a sequence: that lies in the cache.</remarks>
internal interface ILayerBlock
{
    /// <summary>Floats it carries from position to position in the cache; null for none.</summary>
    int? StateLength => null;

    /// <summary>Computes what the block adds to the residual stream for the normed positions in the workspace.</summary>
    /// <param name="batch">The positions.</param>
    /// <param name="layer">The layer's number.</param>
    /// <param name="output"><c>[positions, embedding]</c>, filled.</param>
    void Run(DecoderBatch batch, int layer, float[] output);
}
