using System.Runtime.InteropServices;
using Ingot.Tensors;
using Ingot.Tensors.Packing;

namespace Ingot.Checkpoints.Storage.Awq;

/// <summary>AWQ for products with a vector: each row's codes in order, scales and zero points padded to whole words.</summary>
internal sealed class AwqGemvWeight : PackedWeight
{
    private readonly TensorInfo codes;
    private readonly TensorInfo scales;
    private readonly TensorInfo? zeros;
    private readonly int groupLength;

    public AwqGemvWeight(PackedParameter parameter, TensorShape shape, TensorInfo codes, TensorInfo scales, TensorInfo? zeros, int groupLength)
        : base(parameter, "AWQ GEMV 4-bit", shape, scales.Type)
    {
        this.codes = codes;
        this.scales = scales;
        this.zeros = zeros;
        this.groupLength = groupLength;
    }

    /// <inheritdoc/>
    protected override void Decode(long firstRow, int rowCount, Span<float> weights)
    {
        int padded = (int)scales.Shape.Columns;
        using Scratch<byte> packed = new(weights.Length / 2);
        using Scratch<byte> unpacked = new(weights.Length);
        using Scratch<float> rowScales = new(rowCount * padded);
        using Scratch<float> rowZeros = new(rowCount * padded);
        Read(codes, firstRow * codes.Shape.Columns, MemoryMarshal.Cast<byte, uint>(packed.Span));
        Nibbles.UnpackLowFirst(packed.Span, unpacked.Span);
        ReadFloats(scales, firstRow * padded, rowScales.Span);
        CheckFinite(scales, rowScales.Span, firstRow);
        ReadZeros(firstRow, rowZeros.Span);
        for (int row = 0; row < rowCount; row++)
        {
            ScaledCodes.Affine(
                unpacked.Span.Slice(row * Columns, Columns), rowZeros.Span.Slice(row * padded, padded), rowScales.Span.Slice(row * padded, padded),
                groupLength, weights.Slice(row * Columns, Columns));
        }
    }

    private void ReadZeros(long firstRow, Span<float> target)
    {
        if (zeros is null)
        {
            target.Fill(8);
            return;
        }

        using Scratch<byte> packed = new(target.Length / 2);
        Read(zeros, firstRow * zeros.Shape.Columns, MemoryMarshal.Cast<byte, uint>(packed.Span));
        for (int i = 0; i < target.Length; i++)
            target[i] = (packed.Span[i / 2] >> (4 * (i % 2))) & 15;
    }
}
