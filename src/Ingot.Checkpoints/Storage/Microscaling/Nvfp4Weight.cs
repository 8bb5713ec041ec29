using Ingot.Tensors;
using Ingot.Tensors.Packing;

namespace Ingot.Checkpoints.Storage.Microscaling;

/// <summary>A weight of NVFP4: the group's scale and the tensor's make one factor, rounded, before it meets the code.</summary>
internal sealed class Nvfp4Weight : PackedWeight
{
    /// <summary>Columns that share a scale.</summary>
    public const int GroupLength = 16;

    private readonly TensorInfo codes;
    private readonly ScaleGrid grid;
    private readonly TensorInfo whole;
    private readonly bool divides;
    private readonly long rowsPerWhole;

    public Nvfp4Weight(PackedParameter parameter, TensorShape shape, TensorInfo codes, ScaleGrid grid, TensorInfo whole, bool divides)
        : base(parameter, divides ? "compressed-tensors NVFP4" : "ModelOpt NVFP4", shape, TensorTypes.BF16)
    {
        this.codes = codes;
        this.grid = grid;
        this.whole = whole;
        this.divides = divides;
        rowsPerWhole = shape.Rows / whole.Shape.ElementCount;
    }

    /// <inheritdoc/>
    protected override void Decode(long firstRow, int rowCount, Span<float> weights)
    {
        using Scratch<byte> pairs = new(rowCount * (int)codes.Shape.Columns);
        using Scratch<byte> unpacked = new(weights.Length);
        using Scratch<float> factors = new(rowCount * grid.GroupCount);
        Source.Read(codes, firstRow * codes.Shape.Columns, pairs.Span);
        Nibbles.UnpackLowFirst(pairs.Span, unpacked.Span);
        grid.Read(firstRow, rowCount, factors.Span);
        for (int row = 0; row < rowCount; row++)
        {
            Span<float> rowFactors = factors.Span.Slice(row * grid.GroupCount, grid.GroupCount);
            float global = Whole(firstRow + row);
            foreach (ref float factor in rowFactors)
                factor = divides ? factor / global : factor * global;
            CheckFinite(whole, rowFactors, firstRow + row);
            ScaledCodes.Lookup(unpacked.Span.Slice(row * Columns, Columns), CodeTables.E2M1, rowFactors, GroupLength, weights.Slice(row * Columns, Columns));
        }
    }

    private float Whole(long row)
    {
        Span<float> one = stackalloc float[1];
        Read(whole, row / rowsPerWhole, one);
        return one[0];
    }
}
