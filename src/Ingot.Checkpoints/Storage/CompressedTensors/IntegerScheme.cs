using System.Runtime.InteropServices;
using Ingot.Tensors;
using Ingot.Tensors.Packing;

namespace Ingot.Checkpoints.Storage.CompressedTensors;

/// <summary>The integer formats of compressed-tensors: codes packed in 32-bit words (pack-quantized), or one a byte (int-quantized).</summary>
/// <remarks>
/// Source: compressed-tensors 0.12 and 0.18. The native INT4 of Kimi-K2-Thinking is this: 4 bits, groups of 32, symmetric. Stacks of
/// experts have the same tensors with one more dimension.
/// </remarks>
internal sealed class IntegerScheme : StorageScheme
{
    private const int WordBits = 32;

    // The release that began to let codes straddle words.
    private static readonly Version denseSince = new(0, 17);

    protected override IReadOnlyList<(string Ending, string Plain)> Endings { get; } = [("_packed", ""), ("_scale", ""), ("_zero_point", "")];

    public override PackedWeight? Claim(PackedParameter parameter)
    {
        if (parameter.Find("_packed") is { } packed)
            return packed.Type == TensorTypes.I32 ? Packed(parameter, packed) : null;
        // Elsewhere, power-of-two scales beside bytes mean packed 4-bit floats.
        return parameter.Find("") is { } bytes && bytes.Type == TensorTypes.I8 && parameter.Find("_scale") is { Type.HoldsWeights: true }
            ? Bytes(parameter, bytes)
            : null;
    }

    private static IntegerWeight Packed(PackedParameter parameter, TensorInfo packed)
    {
        WeightRule rule = WeightRule.Of(parameter);
        TensorInfo scale = parameter.Need("_scale");
        if (packed.Shape.Rank is not (2 or 3))
            throw parameter.WrongShape(packed, "[rows, words], or a stack of such");
        (int bits, long columns, CodePacking packing) = Widths(parameter, rule, packed, scale);
        TensorShape shape = packed.Shape.Rank == 2 ? new(packed.Shape[0], columns) : new(packed.Shape[0], packed.Shape[1], columns);
        return Create(parameter, rule, shape, scale, bits, new PackedCodes(packed, packing, bits), $"compressed-tensors INT{bits}");
    }

    private static IntegerWeight Bytes(PackedParameter parameter, TensorInfo bytes) => Create(
        parameter, WeightRule.Of(parameter), bytes.Shape, parameter.Need("_scale"), 8, new PackedCodes(bytes, null, 8), "compressed-tensors INT8");

    private static IntegerWeight Create(
        PackedParameter parameter, WeightRule rule, TensorShape shape, TensorInfo scale, int bits, PackedCodes codes, string scheme)
    {
        if (!scale.Type.HoldsWeights)
            throw parameter.WrongShape(scale, "floats");
        TensorInfo? index = parameter.Find("_g_idx");
        if (index is not null && (index.Type != TensorTypes.I32 || index.Shape.ElementCount != shape.Columns))
            throw parameter.WrongShape(index, $"I32 [{shape.Columns}]");
        ScaleGrid grid = GridOf(parameter, rule, shape, scale);
        ZeroPoints? zeros = ZeroPoints.Find(parameter, rule, shape, grid, bits);
        return new(parameter, scheme, shape, scale.Type, codes, grid, zeros, index);
    }

    /// <summary>Of the whole matrix, of each row, or of runs of columns, as the number of scales says.</summary>
    private static ScaleGrid GridOf(PackedParameter parameter, WeightRule rule, TensorShape shape, TensorInfo scale)
    {
        long matrices = shape.Rank == 3 ? shape[0] : 1, perRow = scale.Shape.ElementCount / Math.Max(1, shape.Rows);
        ScaleGrid? grid = null;
        if (scale.Shape.ElementCount == matrices)
            grid = new(parameter.Source, scale, shape, long.MaxValue, long.MaxValue);
        else if (perRow >= 1)
            grid = new(parameter.Source, scale, shape, 1, GroupLength(parameter, rule, shape.Columns, perRow, scale));
        return grid?.Count == scale.Shape.ElementCount ? grid : throw parameter.WrongShape(scale, $"one scale, one a row, or [{shape.Rows}, groups] for {shape}");
    }

    private static long GroupLength(PackedParameter parameter, WeightRule rule, long columns, long groups, TensorInfo scale)
    {
        if (groups == 1)
            return columns;
        if (rule.GroupLength is int length && length > 0 && (columns + length - 1) / length == groups)
            return length;
        if (columns % groups != 0)
            throw parameter.WrongShape(scale, $"groups that divide {columns} columns");
        if (rule.GroupLength is > 0)
            parameter.Refute("group_size", rule.GroupLength, columns / groups);
        return columns / groups;
    }

    /// <summary>Bits, logical columns, and which of the two packings the width of the words fits.</summary>
    private static (int Bits, long Columns, CodePacking Packing) Widths(PackedParameter parameter, WeightRule rule, TensorInfo packed, TensorInfo scale)
    {
        long words = packed.Shape.Columns;
        int bits = rule.Bits ?? 4;
        if (!CodePacking.IsWidth(bits))
            throw new CheckpointException(parameter.Config.Location("num_bits"), $"The codes are said to have {bits} bits.", "Known are 1 to 8: download the configuration again.");
        if (StatedColumns(parameter, packed) is not long columns)
        {
            columns = words * (WordBits / bits);
            long groups = scale.Shape.Rank == packed.Shape.Rank ? scale.Shape.Columns : 1;
            if (WordBits % bits != 0 || groups <= 0 || columns % groups != 0 || (rule.GroupLength is int length && length > 0 && columns / groups != length))
                throw parameter.Missing(parameter.Name + "_shape");
            parameter.Assume("weight_shape", $"{columns} columns, from the packed words and the scales");
        }

        bool fitsDense = words == CodePacking.Dense.WordCount(columns, bits), fitsPadded = words == CodePacking.Padded.WordCount(columns, bits);
        if (!fitsDense && !fitsPadded)
        {
            throw parameter.WrongShape(
                packed, $"{CodePacking.Dense.WordCount(columns, bits)} or {CodePacking.Padded.WordCount(columns, bits)} words for {columns} columns of {bits} bits");
        }

        if (fitsDense && fitsPadded && WordBits % bits != 0)
            fitsDense = IsDense(parameter);
        return (bits, columns, fitsDense ? CodePacking.Dense : CodePacking.Padded);
    }

    private static bool IsDense(PackedParameter parameter)
    {
        if (Version.TryParse(parameter.Config.Text("version")?.Split('+', '-')[0], out Version? version))
            return version >= denseSince;
        parameter.Assume("version", "codes that may straddle words, as releases since 0.17 write them");
        return true;
    }

    private static long? StatedColumns(PackedParameter parameter, TensorInfo packed)
    {
        if (parameter.Find("_shape") is not { } stated)
            return null;
        long[] sizes = new long[2];
        if (stated.Shape.ElementCount != 2)
            throw parameter.WrongShape(stated, "two sizes");
        if (stated.Type == TensorTypes.I64)
        {
            parameter.Source.Read(stated, 0, MemoryMarshal.AsBytes(sizes.AsSpan()));
        }
        else if (stated.Type == TensorTypes.I32)
        {
            int[] narrow = new int[2];
            parameter.Source.Read(stated, 0, MemoryMarshal.AsBytes(narrow.AsSpan()));
            sizes = [narrow[0], narrow[1]];
        }
        else
        {
            throw parameter.WrongShape(stated, "I64 or I32 [2]");
        }

        return sizes[0] == packed.Shape[packed.Shape.Rank - 2] && sizes[1] is > 0 and <= int.MaxValue
            ? sizes[1]
            : throw parameter.Error(stated.Name, $"It says [{sizes[0]}, {sizes[1]}], but {packed.Name} has {packed.Shape[packed.Shape.Rank - 2]} rows.");
    }
}
