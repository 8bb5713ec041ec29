namespace Ingot.Tensors.Blocks;

/// <summary>
/// A K-quant: 256 weights in sub-blocks of 16 or 32, whose scales (and minimums) are integers under one half-precision factor.
/// What a type says here is its layout and how it finds its numbers; <see cref="SuperBlock"/> decodes and multiplies all alike.
/// </summary>
/// <remarks>
/// <c>weight = Scale * scales[s] * (code - ZeroPoint) - Minimum * minimums[s]</c>, with <c>s</c> counting runs of 16 weights.
/// Source: GGUF specification, tensor types 10 to 14.
/// </remarks>
internal interface ISuperBlock<TSelf> : IQuantBlock<TSelf, BlockQ8_K>
    where TSelf : unmanaged, ISuperBlock<TSelf>
{
    /// <summary>What the stored codes are counted from; 0 for the types that store minimums.</summary>
    static abstract int ZeroPoint { get; }

    /// <summary>The factor of the integer scales.</summary>
    static abstract float Scale(in TSelf block);

    /// <summary>The factor of the integer minimums; 0 for the types without.</summary>
    static abstract float Minimum(in TSelf block);

    /// <summary>The integer scale and minimum of each run of 16 weights.</summary>
    static abstract void UnpackScales(in TSelf block, Span<short> scales, Span<short> minimums);

    /// <summary>The 256 codes as unsigned bytes.</summary>
    static abstract void UnpackCodes(in TSelf block, Span<byte> codes);

    /// <summary>What <see cref="UnpackCodes"/> yields, in registers; types whose bits allow it say how to go there without memory.</summary>
    static virtual QuarterCodes CodesOf(in TSelf block)
    {
        Span<byte> codes = stackalloc byte[SuperBlock.Length];
        TSelf.UnpackCodes(block, codes);
        return QuarterCodes.Load(codes);
    }

    /// <summary>Encodes blocks of one row with the searches of <typeparamref name="TSearch"/>: same bytes with any.</summary>
    static abstract void Encode<TSearch>(ReadOnlySpan<float> weights, ReadOnlySpan<float> importance, Span<TSelf> blocks)
        where TSearch : ISubBlockSearch;

    static void IQuantBlock<TSelf, BlockQ8_K>.DotEach(
        ReadOnlySpan<TSelf> weights, ReadOnlySpan<BlockQ8_K> activations, int vectorCount, Span<float> output, int outputStride) =>
        SuperBlock.DotEach(weights, activations, vectorCount, output, outputStride);
}
