using Ingot.Tensors;
using Ingot.Tensors.Packing;

namespace Ingot.Checkpoints.Storage.BitsAndBytes;

/// <summary>A weight of 4-bit codes in flat blocks: the matrix is one run of numbers, and blocks go on across the ends of rows.</summary>
internal sealed class FourBitWeight : PackedWeight
{
    private readonly TensorInfo codes;
    private readonly BlockScales scales;
    private readonly int blockLength;
    private readonly float[] table;

    private FourBitWeight(PackedParameter parameter, TensorInfo codes, FourBitState state, BlockScales scales, string scheme)
        : base(parameter, scheme, state.Shape, state.Type)
    {
        this.codes = codes;
        this.scales = scales;
        blockLength = state.BlockLength;
        table = state.IsNormalFloat ? CodeTables.NormalFloat4.ToArray() : CodeTables.BitsAndBytesFloat4.ToArray();
    }

    /// <summary>Checks that bytes, shape and scales agree.</summary>
    /// <exception cref="CheckpointException">They do not.</exception>
    public static FourBitWeight Create(PackedParameter parameter, TensorInfo codes, FourBitState state, string separator)
    {
        long needed = (state.Shape.ElementCount + 1) / 2;
        // Any number type may carry the bytes; a few more at the end fill its last element up.
        if (codes.ByteCount < needed || codes.ByteCount >= needed + codes.Type.BytesPerBlock)
        {
            throw parameter.Error(
                codes.Name, $"The tensor has {codes.ByteCount:N0} bytes ({codes.Type} {codes.Shape}); {state.Shape} takes {needed:N0}.",
                "The packed data was cut, sharded or converted as if it were numbers, and cannot be recovered: download it again, or use the 16-bit original.");
        }

        _ = parameter.Find(separator + "quant_map");
        BlockScales scales = new(parameter, state, separator);
        string nested = state.Nested is null ? "" : ", double-quantized";
        return new(parameter, codes, state, scales, $"bitsandbytes {(state.IsNormalFloat ? "NF4" : "FP4")}{nested}");
    }

    /// <inheritdoc/>
    protected override void Decode(long firstRow, int rowCount, Span<float> weights)
    {
        long first = firstRow * Columns, firstBlock = first / blockLength, lastBlock = (first + weights.Length - 1) / blockLength;
        using Scratch<float> blockScales = new((int)(lastBlock - firstBlock + 1));
        scales.Read(firstBlock, blockScales.Span);
        CheckFinite(codes, blockScales.Span, firstRow);

        // Rows of odd length may begin in the middle of a byte.
        int skipped = (int)(first % 2);
        using Scratch<byte> packed = new((skipped + weights.Length + 1) / 2);
        using Scratch<byte> unpacked = new(skipped + weights.Length);
        Source.Read(codes, first / 2, packed.Span);
        Nibbles.UnpackHighFirst(packed.Span, unpacked.Span);
        ReadOnlySpan<byte> numbers = unpacked.Span[skipped..];

        // The rest of a block that begins before these rows, then whole blocks.
        int head = (int)Math.Min(weights.Length, ((firstBlock + 1) * blockLength) - first);
        ScaledCodes.Lookup(numbers[..head], table, blockScales.Span[..1], blockLength, weights[..head]);
        ScaledCodes.Lookup(numbers[head..], table, blockScales.Span[1..], blockLength, weights[head..]);
    }
}
