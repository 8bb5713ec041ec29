using System.Runtime.InteropServices;
using Ingot.Tensors;
using Ingot.Tensors.Packing;

namespace Ingot.Checkpoints.Storage.BitsAndBytes;

/// <summary>The scales of a 4-bit weight's blocks: floats, or 8-bit codes with scales of their own.</summary>
internal sealed class BlockScales
{
    private static readonly Lazy<float[]> dynamicMap = new(CodeTables.DynamicMap);

    private readonly PackedParameter parameter;
    private readonly TensorInfo scales;
    private readonly TensorInfo? outer;
    private readonly NestedScales? nested;
    private readonly float[] map = [];

    /// <summary>Finds and checks the tensors.</summary>
    /// <exception cref="CheckpointException">One is missing or of a wrong length.</exception>
    public BlockScales(PackedParameter parameter, FourBitState state, string separator)
    {
        this.parameter = parameter;
        long blocks = (state.Shape.ElementCount + state.BlockLength - 1) / state.BlockLength;
        scales = parameter.Need(separator + "absmax");
        outer = parameter.Find(separator + "nested_absmax");
        Expect(scales, blocks);
        bool isCoded = scales.Type == TensorTypes.U8;
        if (!isCoded)
        {
            if (!scales.Type.HoldsWeights)
                throw parameter.WrongShape(scales, "floats, or bytes with scales of their own");
            if (scales.Type != TensorTypes.F32)
                parameter.Assume($"F32 absmax (it is {scales.Type})", "the scales as they are, rounded");
            return;
        }

        nested = state.Nested ?? throw parameter.Error(scales.Name, "The scales are 8-bit codes, but quant_state has no nested_offset for them.");
        if (outer is null)
            throw parameter.Missing(parameter.Name + separator + "nested_absmax");
        if (!outer.Type.HoldsWeights)
            throw parameter.WrongShape(outer, "floats");
        Expect(outer, (blocks + nested.BlockLength - 1) / nested.BlockLength);
        map = Map(separator);
    }

    /// <summary>Scales of consecutive blocks.</summary>
    public void Read(long firstBlock, Span<float> values)
    {
        int width = scales.Type.BytesPerBlock;
        using Scratch<byte> bytes = new(values.Length * width);
        parameter.Source.Read(scales, firstBlock * width, bytes.Span);
        if (nested is null)
            scales.Type.Decode(bytes.Span, values);
        else
            Unnest(bytes.Span, firstBlock, nested, values);
    }

    private void Unnest(ReadOnlySpan<byte> codes, long firstBlock, NestedScales rule, Span<float> values)
    {
        long firstOuter = firstBlock / rule.BlockLength, lastOuter = (firstBlock + values.Length - 1) / rule.BlockLength;
        int count = (int)(lastOuter - firstOuter + 1), width = outer!.Type.BytesPerBlock;
        using Scratch<byte> bytes = new(count * width);
        using Scratch<float> outerScales = new(count);
        parameter.Source.Read(outer, firstOuter * width, bytes.Span);
        outer.Type.Decode(bytes.Span, outerScales.Span);
        // The product is rounded, then the sum; where the library kept its statistics in 16 bits, to those each time.
        for (int i = 0; i < values.Length; i++)
            values[i] = map[codes[i]] * outerScales.Span[(int)(((firstBlock + i) / rule.BlockLength) - firstOuter)];
        Round(rule.Type, values);
        for (int i = 0; i < values.Length; i++)
            values[i] += rule.Offset;
        Round(rule.Type, values);
    }

    private static void Round(TensorType type, Span<float> values)
    {
        if (type == TensorTypes.F32)
            return;
        using Scratch<byte> bytes = new(values.Length * type.BytesPerBlock);
        type.Encode(values, [], bytes.Span);
        type.Decode(bytes.Span, values);
    }

    private float[] Map(string separator)
    {
        if (parameter.Find(separator + "nested_quant_map") is not { } tensor)
        {
            parameter.Assume("nested_quant_map", "the library's constant 8-bit map");
            return dynamicMap.Value;
        }

        Expect(tensor, 256);
        if (tensor.Type != TensorTypes.F32)
            throw parameter.WrongShape(tensor, "256 numbers of F32");
        float[] values = new float[256];
        parameter.Source.Read(tensor, 0, MemoryMarshal.AsBytes(values.AsSpan()));
        return values.All(float.IsFinite) ? values : throw parameter.Error(tensor.Name, "A value of the map is not finite.");
    }

    private void Expect(TensorInfo tensor, long count)
    {
        if (tensor.Shape.ElementCount != count)
            throw parameter.WrongShape(tensor, $"{count:N0} values, which the weight's shape and block size imply");
    }
}
