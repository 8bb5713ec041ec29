using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Ingot.Tensors;

namespace Ingot.Checkpoints.Storage.BitsAndBytes;

/// <summary>A weight of signed bytes with a scale each row.</summary>
internal sealed class Int8Weight(PackedParameter parameter, TensorInfo codes, TensorInfo scales, TensorType plainType)
    : PackedWeight(parameter, "bitsandbytes LLM.int8", codes.Shape, plainType)
{
    // 1/127 in single precision. Division by 127, or a product in another order, differs in the last bit.
    private static readonly float unit = BitConverter.UInt32BitsToSingle(0x3c010204);

    /// <inheritdoc/>
    protected override void Decode(long firstRow, int rowCount, Span<float> weights)
    {
        using Scratch<float> rowScales = new(rowCount);
        ReadFloats(scales, firstRow, rowScales.Span);
        CheckFinite(scales, rowScales.Span, firstRow);
        using Scratch<sbyte> bytes = new(weights.Length);
        Source.Read(codes, firstRow * Columns, MemoryMarshal.AsBytes(bytes.Span));
        TensorPrimitives.ConvertTruncating<sbyte, float>(bytes.Span, weights);
        for (int row = 0; row < rowCount; row++)
        {
            Span<float> target = weights.Slice(row * Columns, Columns);
            TensorPrimitives.Multiply(target, rowScales.Span[row], target);
            TensorPrimitives.Multiply(target, unit, target);
        }
    }
}
