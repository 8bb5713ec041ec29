using System.Runtime.Intrinsics;

namespace Ingot.Tensors.Blocks;

/// <summary>A block of 32 weights whose codes fit a signed byte: what the shared vector kernels need of it.</summary>
internal interface IByteCodes<TSelf>
    where TSelf : unmanaged, IByteCodes<TSelf>
{
    /// <summary>What a code is multiplied by.</summary>
    static abstract Half ScaleOf(in TSelf block);

    /// <summary>The codes in the order of the weights.</summary>
    static abstract Vector256<sbyte> CodesOf(in TSelf block);
}

/// <summary>One whose weights are <c>scale * code + minimum</c>.</summary>
internal interface IByteCodesWithMinimum<TSelf> : IByteCodes<TSelf>
    where TSelf : unmanaged, IByteCodesWithMinimum<TSelf>
{
    /// <summary>What is added to every weight.</summary>
    static abstract Half MinimumOf(in TSelf block);
}

/// <summary>One whose dot product is that of its codes and scales with those of Q8_0, so that rows can share the work on a vector.</summary>
internal interface IScaledCodes<TSelf> : IQuantBlock<TSelf, BlockQ8_0>, IByteCodes<TSelf>
    where TSelf : unmanaged, IScaledCodes<TSelf>
{
    static void IQuantBlock<TSelf, BlockQ8_0>.DotRows(
        ReadOnlySpan<TSelf> rows, int rowCount, ReadOnlySpan<BlockQ8_0> activations, int vectorCount, Span<float> output, int outputStride) =>
        BlockDot.Rows(rows, rowCount, activations, vectorCount, output, outputStride);
}
