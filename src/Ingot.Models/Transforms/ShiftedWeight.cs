using System.Runtime.InteropServices;
using Ingot.Tensors;

namespace Ingot.Models.Transforms;

/// <summary>A weight with a constant added to every value. Given as F32.</summary>
internal sealed class ShiftedWeight(IWeight source, AddedConstant constant) : IWeight, ITransformedWeight
{
    // The published converter adds in the stored type where that is half precision, and readers expect its sums.
    private readonly bool inHalf = source.StoredType == TensorTypes.F16;

    public IWeight Source => source;

    public AddedConstant Constant => constant;

    public string Name => source.Name;

    public TensorShape Shape => source.Shape;

    public TensorType StoredType => TensorTypes.F32;

    public IEnumerable<string> Transforms => [.. WeightTransforms.Of(source), constant.Description];

    public void DecodeRows(long firstRow, Span<float> weights)
    {
        source.DecodeRows(firstRow, weights);
        foreach (ref float value in weights)
            value = inHalf ? (float)(Half)(value + constant.Value) : value + constant.Value;
    }

    public void ReadRows(long firstRow, Span<byte> bytes) => DecodeRows(firstRow, MemoryMarshal.Cast<byte, float>(bytes));

    public bool TryMapRows(long firstRow, int rowCount, out ReadOnlySpan<byte> bytes)
    {
        bytes = default;
        return false;
    }
}
