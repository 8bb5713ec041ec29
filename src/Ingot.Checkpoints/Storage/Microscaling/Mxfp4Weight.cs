using Ingot.Tensors;
using Ingot.Tensors.Packing;

namespace Ingot.Checkpoints.Storage.Microscaling;

/// <summary>A weight of MXFP4: codes in one tensor, powers of two in another. Its rows can be had as GGUF stores them, bit for bit.</summary>
internal sealed class Mxfp4Weight(PackedParameter parameter, string scheme, TensorShape shape, TensorInfo codes, TensorInfo scales)
    : PackedWeight(parameter, scheme, shape, TensorTypes.BF16)
{
    /// <summary>Weights that share a scale.</summary>
    public const int BlockLength = 32;

    /// <summary>Bytes of their codes.</summary>
    public const int BlockBytes = BlockLength / 2;

    /// <inheritdoc/>
    public override TensorType StoredType => TensorTypes.MXFP4;

    /// <inheritdoc/>
    public override bool IsPacked => false;

    /// <inheritdoc/>
    public override void ReadRows(long firstRow, Span<byte> bytes)
    {
        int blocks = bytes.Length / TensorTypes.MXFP4.BytesPerBlock;
        using Scratch<byte> pairs = new(blocks * BlockBytes);
        using Scratch<byte> exponents = new(blocks);
        ReadParts(firstRow, pairs.Span, exponents.Span);
        MicroscalingBlocks.Pack(pairs.Span, exponents.Span, bytes);
    }

    /// <inheritdoc/>
    protected override void Decode(long firstRow, int rowCount, Span<float> weights)
    {
        using Scratch<byte> pairs = new(weights.Length / 2);
        using Scratch<byte> exponents = new(weights.Length / BlockLength);
        using Scratch<byte> unpacked = new(weights.Length);
        using Scratch<float> factors = new(exponents.Span.Length);
        ReadParts(firstRow, pairs.Span, exponents.Span);
        Nibbles.UnpackLowFirst(pairs.Span, unpacked.Span);
        for (int i = 0; i < factors.Span.Length; i++)
            factors.Span[i] = PowerOfTwo.Decode(exponents.Span[i]);
        ScaledCodes.Lookup(unpacked.Span, CodeTables.E2M1, factors.Span, BlockLength, weights);
    }

    private void ReadParts(long firstRow, Span<byte> pairs, Span<byte> exponents)
    {
        long firstBlock = firstRow * (Columns / BlockLength);
        Source.Read(codes, firstBlock * BlockBytes, pairs);
        Source.Read(scales, firstBlock, exponents);
        int bad = exponents.IndexOf(PowerOfTwo.NotANumber);
        if (bad >= 0)
        {
            throw new CheckpointException(
                scales.Location, $"The scale of block {firstBlock + bad:N0} is 255, which means NaN.", "The checkpoint is damaged: download it again.");
        }
    }
}
