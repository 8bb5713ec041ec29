using System.Text.Json;
using Ingot.Checkpoints.Findings;
using Ingot.Checkpoints.Storage.CompressedTensors;
using Ingot.Tensors;

namespace Ingot.Checkpoints.Storage.Float8;

/// <summary>8-bit floats with scales: of the tensor, of rows, of runs of columns or of blocks; floats or powers of two.</summary>
/// <remarks>
/// Sources: the code of DeepSeek-V3, transformers 5.12 (fp8, fbgemm_fp8, mxfp8), compressed-tensors 0.18 (float-quantized), ModelOpt's and
/// AutoFP8's files. Despite its name <c>weight_scale_inv</c> multiplies.
/// </remarks>
internal sealed class Float8Scheme : StorageScheme
{
    private const int MicroscalingLength = 32;

    private static readonly (int Rows, int Columns) usualBlock = (128, 128);

    protected override IReadOnlyList<(string Ending, string Plain)> Endings { get; } = [("_scale_inv", "")];

    // Raw codes are the sign: a scale may have any of four names, or be missing.
    public override string? ParameterOf(TensorInfo tensor) =>
        IsFloat8(tensor.Type) && !tensor.Name.EndsWith("_scale", StringComparison.Ordinal) && !tensor.Name.EndsWith(".scale", StringComparison.Ordinal)
            ? tensor.Name
            : base.ParameterOf(tensor);

    public override PackedWeight? Claim(PackedParameter parameter)
    {
        if (parameter.Find("") is not { } codes || !IsFloat8(codes.Type))
            return null;
        TensorInfo? scale = parameter.Find("_scale_inv") ?? parameter.Find("_scale") ?? parameter.Beside(".scale") ?? parameter.Beside(".qscale_weight");
        if (scale is null)
        {
            if (parameter.Config.Exists)
                throw parameter.Missing(parameter.Name + "_scale_inv");
            // Nothing says that these are more than numbers cast to 8 bits.
            parameter.Context.Add(FindingKinds.Float8Unscaled, codes.Type.Name, codes.Name);
            return null;
        }

        if (!ScaleGrid.IsScaleType(scale.Type) || codes.Shape.Rank is not (2 or 3))
            throw parameter.WrongShape(scale, "floats or power-of-two bytes beside a matrix");
        ScaleGrid grid = GridOf(parameter, codes, scale);
        bool divides = parameter.Config.Text("weight_scale_semantics") == "inverse";
        string kind = ScaleGrid.IsPowerOfTwo(scale.Type) ? "MXFP8" : codes.Type == TensorTypes.F8_E5M2 ? "FP8 E5M2" : "FP8 E4M3";
        return new Float8Weight(parameter, $"{kind} ({Describe(grid, codes.Shape)})", codes, grid, divides, scale.Type == TensorTypes.F16 ? TensorTypes.F16 : TensorTypes.BF16);
    }

    private static bool IsFloat8(TensorType type) => type == TensorTypes.F8_E4M3 || type == TensorTypes.F8_E5M2;

    private static string Describe(ScaleGrid grid, TensorShape shape) =>
        grid.Count == 1 ? "a scale a tensor" : grid.Count == shape.Rows ? "a scale a row" : $"a scale each {grid.TileRows}x{grid.GroupLength}";

    private static ScaleGrid GridOf(PackedParameter parameter, TensorInfo codes, TensorInfo scale)
    {
        TensorShape shape = codes.Shape;
        long count = scale.Shape.ElementCount, matrices = shape.Rank == 3 ? shape[0] : 1, matrixRows = shape.Rows / matrices;
        // Stacks of this method are stored transposed: their scales belong to columns.
        if (parameter.Config.Method == "fbgemm_fp8" && shape.Rank == 3)
            return Fit(long.MaxValue, 1) ?? throw parameter.WrongShape(scale, $"{matrices * shape.Columns} scales, one a column of each matrix");
        if (count == 1 || count == matrices)
            return new(parameter.Source, scale, shape, count == 1 && matrices > 1 ? throw parameter.WrongShape(scale, "a scale for each matrix at least") : long.MaxValue, long.MaxValue);
        (int Rows, int Columns)? stated = StatedBlock(parameter);
        if (stated is { } block && Fit(block.Rows, block.Columns) is { } asStated)
            return asStated;
        if (count == shape.Rows && (scale.Shape.Rank == 1 || scale.Shape.Columns == 1))
            return Fit(1, long.MaxValue)!;
        if (WeightRule.Of(parameter).GroupLength is int length and > 0 && Fit(1, length) is { } grouped)
            return grouped;
        if (ScaleGrid.IsPowerOfTwo(scale.Type) && Fit(1, MicroscalingLength) is { } microscaled)
            return microscaled;
        if (stated is null && Fit(usualBlock.Rows, usualBlock.Columns) is { } usual)
        {
            parameter.Assume("weight_block_size", "blocks of 128 x 128, which the grid of scales fits");
            return usual;
        }

        throw parameter.WrongShape(
            scale, stated is { } wanted
                ? $"[{(matrixRows + wanted.Rows - 1) / wanted.Rows}, {(shape.Columns + wanted.Columns - 1) / wanted.Columns}], a scale each {wanted.Rows}x{wanted.Columns} of {shape}"
                : $"one scale, one a row, or blocks of 128 x 128 of {shape}");

        // The grid of that tile, if the scales are exactly so many in each direction.
        ScaleGrid? Fit(long rows, long columns)
        {
            ScaleGrid grid = new(parameter.Source, scale, shape, rows, columns);
            bool rowsFit = scale.Shape.Rank < 2 || grid.GroupCount == 1 || scale.Shape.Columns == grid.GroupCount;
            return grid.Count == count && rowsFit ? grid : null;
        }
    }

    private static (int Rows, int Columns)? StatedBlock(PackedParameter parameter) =>
        parameter.Config.Find("weight_block_size") is { ValueKind: JsonValueKind.Array } list && list.GetArrayLength() == 2
            && list[0].TryGetInt32(out int rows) && list[1].TryGetInt32(out int columns) && rows > 0 && columns > 0
            ? (rows, columns)
            : WeightRule.Of(parameter).Block;
}
