namespace Ingot.Tensors.Packing;

/// <summary>Turns MXFP4 as checkpoints store it, codes and scales apart, into the blocks of <see cref="TensorTypes.MXFP4"/>. Nothing is rounded.</summary>
public static class MicroscalingBlocks
{
    private const int PairBytes = 16;

    /// <summary>Packs blocks of 32 weights.</summary>
    /// <param name="pairs">16 bytes a block; byte k holds weight 2k in its low half and 2k + 1 in its high half.</param>
    /// <param name="exponents">One a block: the scale is 2^(exponent - 127).</param>
    /// <param name="blocks">17 bytes a block: the exponent, then bytes whose halves are weights k and k + 16.</param>
    public static void Pack(ReadOnlySpan<byte> pairs, ReadOnlySpan<byte> exponents, Span<byte> blocks)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(pairs.Length, exponents.Length * PairBytes);
        ArgumentOutOfRangeException.ThrowIfNotEqual(blocks.Length, exponents.Length * (PairBytes + 1));
        Span<byte> codes = stackalloc byte[2 * PairBytes];
        for (int block = 0; block < exponents.Length; block++)
        {
            Nibbles.UnpackLowFirst(pairs.Slice(block * PairBytes, PairBytes), codes);
            Span<byte> target = blocks.Slice(block * (PairBytes + 1), PairBytes + 1);
            target[0] = exponents[block];
            for (int k = 0; k < PairBytes; k++)
                target[k + 1] = (byte)(codes[k] | (codes[k + PairBytes] << 4));
        }
    }
}
