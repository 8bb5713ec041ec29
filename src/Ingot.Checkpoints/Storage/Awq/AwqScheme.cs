using Ingot.Tensors;

namespace Ingot.Checkpoints.Storage.Awq;

/// <summary>AWQ: unsigned 4-bit codes, a scale and a zero point for each row and group of columns, in one of three layouts.</summary>
/// <remarks>Sources: AutoAWQ 0.2.9 and llm-awq. The layout follows from the shapes; the configuration's version is only compared.</remarks>
internal sealed class AwqScheme : StorageScheme
{
    private const int CodesPerWord = 8;

    // What a configuration may call the layout that one matrix product kernel or another reads.
    private static readonly Dictionary<AwqLayout, string[]> versions = new()
    {
        [AwqLayout.Gemm] = ["gemm", "exllama", "ipex", "marlin"],
        [AwqLayout.Gemv] = ["gemv"],
        [AwqLayout.GemvFast] = ["gemv_fast", "llm-awq"],
    };

    protected override IReadOnlyList<(string Ending, string Plain)> Endings { get; } = [(".qweight", ".weight")];

    public override PackedWeight? Claim(PackedParameter parameter)
    {
        if (parameter.Beside(".g_idx") is not null || parameter.Beside(".qweight") is not { Shape.Rank: 2 } codes
            || parameter.Beside(".scales") is not { Shape.Rank: 2 } scales || LayoutOf(codes, scales) is not AwqLayout layout)
        {
            return null;
        }

        if (!scales.Type.HoldsWeights)
            throw parameter.WrongShape(scales, "floats");
        if (parameter.Config.Text("version") is string version && !versions[layout].Contains(version.ToLowerInvariant()))
            parameter.Refute("version", version, versions[layout][0]);
        return layout switch
        {
            AwqLayout.Gemm => Gemm(parameter, codes, scales),
            AwqLayout.Gemv => Gemv(parameter, codes, scales),
            _ => GemvFast(parameter, codes, scales),
        };
    }

    /// <summary>The layout, or null where the shapes are GPTQ's or nobody's.</summary>
    private static AwqLayout? LayoutOf(TensorInfo codes, TensorInfo scales) =>
        codes.Type == TensorTypes.I16 ? AwqLayout.GemvFast
        : codes.Type != TensorTypes.I32 ? null
        : codes.Shape.Rows == scales.Shape.Rows ? AwqLayout.Gemv
        : codes.Shape.Columns == scales.Shape.Columns ? null
        : codes.Shape.Columns * CodesPerWord == scales.Shape.Columns ? AwqLayout.Gemm
        : null;

    private static AwqGemmWeight Gemm(PackedParameter parameter, TensorInfo codes, TensorInfo scales)
    {
        long rows = scales.Shape.Columns, columns = codes.Shape.Rows, groups = scales.Shape.Rows;
        int length = GroupLength(parameter, columns, groups, scales);
        return new(parameter, new(rows, columns), codes, scales, Zeros(parameter, TensorTypes.I32, new(groups, codes.Shape.Columns)), length);
    }

    private static AwqGemvWeight Gemv(PackedParameter parameter, TensorInfo codes, TensorInfo scales)
    {
        long columns = codes.Shape.Columns * CodesPerWord;
        int length = parameter.Config.Integer("group_size", "q_group_size") switch
        {
            -1 => checked((int)columns),
            int claimed when claimed > 0 => claimed,
            _ => throw new CheckpointException(
                parameter.Config.Location("group_size"), "The group size is missing or not positive, and this layout pads its scales, so that they do not show it.",
                "Download the configuration again."),
        };
        long groups = (columns + length - 1) / length;
        if (scales.Shape.Columns < groups || scales.Shape.Columns % CodesPerWord != 0)
            throw parameter.WrongShape(scales, $"at least {groups} columns, one a group of {length}, filled up to a multiple of {CodesPerWord}");
        TensorInfo? zeros = Zeros(parameter, TensorTypes.I32, new(codes.Shape.Rows, scales.Shape.Columns / CodesPerWord));
        return new(parameter, new(codes.Shape.Rows, columns), codes, scales, zeros, length);
    }

    private static AwqGemvFastWeight GemvFast(PackedParameter parameter, TensorInfo codes, TensorInfo scales)
    {
        long rows = codes.Shape.Rows * AwqGemvFastWeight.RowsPerLine, columns = codes.Shape.Columns;
        TensorInfo zeros = parameter.Beside(".qzeros") ?? parameter.Beside(".scaled_zeros") ?? throw parameter.Missing(parameter.Module + ".qzeros");
        int length = parameter.Config.Integer("group_size", "q_group_size") ?? 128;
        if (length <= 0 || columns % AwqGemvFastWeight.TileColumns != 0)
            throw parameter.WrongShape(codes, $"columns in tiles of {AwqGemvFastWeight.TileColumns} and a positive group_size");
        if (scales.Shape.Columns != rows || scales.Shape.Rows < (columns + length - 1) / length)
            throw parameter.WrongShape(scales, $"[at least {(columns + length - 1) / length}, {rows}]");
        return zeros.Type.HoldsWeights && zeros.Shape == scales.Shape
            ? new(parameter, new(rows, columns), codes, scales, zeros, length)
            : throw parameter.WrongShape(zeros, $"floats {scales.Shape}");
    }

    private static int GroupLength(PackedParameter parameter, long columns, long groups, TensorInfo scales)
    {
        int? claimed = parameter.Config.Integer("group_size", "q_group_size");
        if (claimed is int length && length > 0 && (columns + length - 1) / length == groups)
            return length;
        if (claimed is 0 or < -1)
            throw new CheckpointException(parameter.Config.Location("group_size"), $"The group size is {claimed}.", "It is -1 or positive: download the configuration again.");
        if (groups <= 0 || columns % groups != 0)
            throw parameter.WrongShape(scales, $"groups that divide {columns} columns");
        if (claimed is > 0)
            parameter.Refute("group_size", claimed, columns / groups);
        return checked((int)(columns / groups));
    }

    private static TensorInfo? Zeros(PackedParameter parameter, TensorType type, TensorShape expected)
    {
        if (parameter.Beside(".qzeros") is { } zeros)
            return zeros.Type == type && zeros.Shape == expected ? zeros : throw parameter.WrongShape(zeros, $"{type} {expected}");
        if (parameter.Config.Flag("zero_point") != false)
            throw parameter.Missing(parameter.Module + ".qzeros");
        parameter.Assume("qzeros", "the middle of the codes, 8, since zero_point is false");
        return null;
    }
}

/// <summary>How AWQ arranges its codes.</summary>
internal enum AwqLayout
{
    /// <summary>Packed along the rows of the weight, interleaved.</summary>
    Gemm,

    /// <summary>Packed along the columns of the weight, in order.</summary>
    Gemv,

    /// <summary>Four rows woven together in tiles, zero points multiplied out.</summary>
    GemvFast,
}
