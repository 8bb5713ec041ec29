namespace Ingot.Tensors.Blocks;

/// <summary>A block of 32 codes, a scale and a minimum, <c>weight = scale * code + minimum</c>.</summary>
internal interface IAffineBlock<TSelf>
    where TSelf : unmanaged, IAffineBlock<TSelf>
{
    /// <summary>The largest code.</summary>
    static abstract int LargestCode { get; }

    /// <summary>Stores a scale, a minimum and 32 codes.</summary>
    static abstract TSelf Create(float scale, float minimum, ReadOnlySpan<byte> codes);
}
