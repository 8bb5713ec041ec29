namespace Ingot.Tensors.Blocks;

/// <summary>What Q4_K and Q5_K tell their common encoder.</summary>
internal interface ISixBitScaledBlock<TSelf> : ISuperBlock<TSelf>
    where TSelf : unmanaged, ISixBitScaledBlock<TSelf>
{
    /// <summary>Which scales are tried without importance.</summary>
    static abstract AffineGrid PlainGrid { get; }

    /// <summary>Which scales are tried with importance.</summary>
    static abstract AffineGrid ImportantGrid { get; }

    static abstract ref SixBitScales Scales(ref TSelf block);

    static abstract void PackCodes(ReadOnlySpan<byte> codes, ref TSelf block);
}
