using Ingot.Tensors;
using Ingot.Tensors.Packing;

namespace Ingot.Checkpoints.Storage.Exl2;

/// <summary>An EXL2 weight. Each step rounds to half precision, as the kernels do: the group's scale, the column's, the weight.</summary>
internal sealed class Exl2Weight : ColumnPackedWeight
{
    private const int ScalesPerWord = 8;

    private readonly Exl2Group[] groups;
    private readonly TensorInfo codes;
    private readonly TensorInfo scales;
    private readonly TensorInfo largest;
    private readonly TensorInfo? order;
    private readonly int[] groupOfColumn;
    private int[] columnOfPacked = [];

    public Exl2Weight(
        PackedParameter parameter, TensorShape shape, Exl2Group[] groups, TensorInfo codes, TensorInfo scales, TensorInfo largest, TensorInfo? order)
        : base(parameter, "EXL2", shape, TensorTypes.F16, groups.Length)
    {
        this.groups = groups;
        this.codes = codes;
        this.scales = scales;
        this.largest = largest;
        this.order = order;
        groupOfColumn = new int[Columns];
    }

    protected override int GroupLength => Columns;

    protected override int[]? GroupOfColumn => groupOfColumn;

    public override void Check()
    {
        int[] packedOfColumn = [.. Enumerable.Range(0, Columns)];
        if (order is not null)
            Read(order, 0, packedOfColumn.AsSpan());
        columnOfPacked = new int[Columns];
        Array.Fill(columnOfPacked, -1);
        for (int column = 0; column < Columns; column++)
        {
            int packed = packedOfColumn[column];
            if ((uint)packed >= (uint)Columns || columnOfPacked[packed] >= 0)
            {
                throw new CheckpointException(
                    order!.Location, $"Position {packed} of input feature {column} is out of range or taken: this is no permutation.", "The checkpoint is damaged: download it again.");
            }

            columnOfPacked[packed] = column;
            groupOfColumn[column] = Array.FindLastIndex(groups, group => group.FirstRow <= packed);
        }
    }

    protected override void Unpack(long firstRow, int rowCount, Strip strip)
    {
        // Padding columns lie at the end; words of scales hold eight columns.
        int width = (rowCount + ScalesPerWord - 1) / ScalesPerWord * ScalesPerWord;
        int rowWords = checked((int)codes.Shape.Rows);
        using Scratch<uint> words = new(checked(rowWords * rowCount));
        using Scratch<byte> column = new(Columns);
        ReadTurned(codes, firstRow, rowCount, words.Span);
        for (int row = 0; row < rowCount; row++)
        {
            foreach (Exl2Group group in groups)
            {
                ReadOnlySpan<uint> groupWords = words.Span.Slice((row * rowWords) + group.FirstWordRow, group.RowCount * group.Bits / 32);
                CodePacking.Dense.Unpack(groupWords, 1, group.Bits, column.Span.Slice(group.FirstRow, group.RowCount));
            }

            Span<byte> target = strip.Codes.AsSpan(row * Columns, Columns);
            ReadOnlySpan<byte> ordered = column.Span;
            ReadOnlySpan<int> places = columnOfPacked;
            for (int packed = 0; packed < ordered.Length && packed < places.Length; packed++)
                target[places[packed]] = ordered[packed];
        }

        UnpackScales(firstRow, rowCount, width, strip);
    }

    protected override void Round(Span<float> weights) => HalfRounding.Round(weights);

    private void UnpackScales(long firstRow, int rowCount, int width, Strip strip)
    {
        using Scratch<uint> words = new(width / ScalesPerWord);
        using Scratch<float> maxima = new(groups.Length);
        ReadFloats(largest, 0, maxima.Span);
        CheckFinite(largest, maxima.Span, firstRow);
        for (int g = 0; g < groups.Length; g++)
        {
            Read(scales, (g * scales.Shape.Columns) + (firstRow / ScalesPerWord), words.Span);
            // The quotient is often a subnormal half, and its rounding shows in the weights.
            float unit = (float)(Half)(maxima.Span[g] / 256);
            for (int row = 0; row < rowCount; row++)
            {
                int code = (int)((words.Span[row / ScalesPerWord] >> (4 * (row % ScalesPerWord))) & 15) + 1;
                strip.Scales[(row * GroupCount) + g] = (float)(Half)(code * code * unit);
                strip.Zeros[(row * GroupCount) + g] = 1 << (groups[g].Bits - 1);
            }
        }
    }
}
