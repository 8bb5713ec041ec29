using Ingot.Tensors;
using Ingot.Tensors.Packing;

namespace Ingot.Checkpoints.Storage.CompressedTensors;

/// <summary>A weight of integer codes row after row, with scales and perhaps zero points.</summary>
internal sealed class IntegerWeight : PackedWeight
{
    private readonly PackedCodes codes;
    private readonly ScaleGrid grid;
    private readonly ZeroPoints? zeros;
    private readonly TensorInfo? index;
    private int[]? groupOfColumn;

    public IntegerWeight(
        PackedParameter parameter, string scheme, TensorShape shape, TensorType plainType, PackedCodes codes, ScaleGrid grid, ZeroPoints? zeros, TensorInfo? index)
        : base(parameter, scheme, shape, plainType)
    {
        this.codes = codes;
        this.grid = grid;
        this.zeros = zeros;
        this.index = index;
    }

    /// <inheritdoc/>
    public override void Check()
    {
        if (index is null)
            return;
        int[] groups = new int[Columns];
        Read(index, 0, groups.AsSpan());
        // Filled with -1 it is unused.
        if (groups.Contains(-1))
            return;
        int bad = Array.FindIndex(groups, group => (uint)group >= (uint)grid.GroupCount);
        groupOfColumn = bad < 0 ? groups : throw new CheckpointException(
            index.Location, $"Column {bad} is said to be in group {groups[bad]}, but there are {grid.GroupCount}.", "The checkpoint is damaged: download it again.");
    }

    /// <inheritdoc/>
    protected override void Decode(long firstRow, int rowCount, Span<float> weights)
    {
        int groups = grid.GroupCount;
        using Scratch<byte> unpacked = new(weights.Length);
        using Scratch<float> rowScales = new(rowCount * groups);
        using Scratch<float> rowZeros = new(rowCount * groups);
        codes.Read(Source, firstRow, rowCount, unpacked.Span);
        grid.Read(firstRow, rowCount, rowScales.Span);
        if (zeros is null)
            rowZeros.Span.Fill(codes.Middle);
        else
            zeros.Read(firstRow, rowCount, rowZeros.Span);
        for (int row = 0; row < rowCount; row++)
        {
            ReadOnlySpan<byte> rowCodes = unpacked.Span.Slice(row * Columns, Columns);
            ReadOnlySpan<float> zero = rowZeros.Span.Slice(row * groups, groups), scale = rowScales.Span.Slice(row * groups, groups);
            Span<float> target = weights.Slice(row * Columns, Columns);
            if (groupOfColumn is not null)
                ScaledCodes.Indexed(rowCodes, zero, scale, groupOfColumn, target);
            else
                ScaledCodes.Affine(rowCodes, zero, scale, grid.GroupLength, target);
        }
    }
}
