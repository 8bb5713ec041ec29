namespace Ingot.Tensors.Blocks;

/// <summary>A block whose codes stand for whole numbers of a signed byte, with a scale for each run of 32 weights.</summary>
/// <remarks><c>weight = scale * number</c>. What a type says here is its layout; <see cref="SignedCodes"/> decodes and multiplies all alike.</remarks>
internal interface ISignedCodes<TSelf>
    where TSelf : unmanaged, ISignedCodes<TSelf>
{
    /// <summary>Weights in a block: a multiple of 32, 256 at most.</summary>
    static abstract int WeightsPerBlock { get; }

    /// <summary>What each code stands for, in the order of the weights.</summary>
    static abstract void UnpackNumbers(in TSelf block, Span<sbyte> numbers);

    /// <summary>The scale of each run of 32 weights.</summary>
    static abstract void UnpackScales(in TSelf block, Span<float> scales);
}
