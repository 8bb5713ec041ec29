using Ingot.Tensors;

namespace Ingot.Checkpoints.Storage.Awq;

/// <summary>AWQ's layout of four rows woven together in tiles of 64 columns; zero points are stored as <c>-(scale * zero)</c>.</summary>
/// <remarks>Source: the packer of AutoAWQ 0.2.9 and llm-awq; their decoder is a GPU kernel.</remarks>
internal sealed class AwqGemvFastWeight : PackedWeight
{
    /// <summary>Rows of the weight in one row of the file.</summary>
    public const int RowsPerLine = 4;

    /// <summary>Columns of one tile.</summary>
    public const int TileColumns = 64;

    private const int CodesPerWord = 4;
    private const int WordsPerRow = TileColumns / CodesPerWord;

    // The place of each column of a tile among the codes of its row.
    private static readonly int[] placeOfColumn = [.. Enumerable.Range(0, TileColumns).Select(Place)];

    private readonly TensorInfo codes;
    private readonly TensorInfo scales;
    private readonly TensorInfo zeros;
    private readonly int groupLength;
    private readonly int groupCount;

    public AwqGemvFastWeight(PackedParameter parameter, TensorShape shape, TensorInfo codes, TensorInfo scales, TensorInfo zeros, int groupLength)
        : base(parameter, "AWQ GEMV-fast 4-bit", shape, scales.Type)
    {
        this.codes = codes;
        this.scales = scales;
        this.zeros = zeros;
        this.groupLength = groupLength;
        groupCount = (Columns + groupLength - 1) / groupLength;
    }

    /// <inheritdoc/>
    protected override void Decode(long firstRow, int rowCount, Span<float> weights)
    {
        long firstLine = firstRow / RowsPerLine;
        int lines = (int)(((firstRow + rowCount - 1) / RowsPerLine) - firstLine + 1);
        using Scratch<ushort> words = new(lines * Columns);
        using Scratch<float> rowScales = new(groupCount * rowCount);
        using Scratch<float> rowZeros = new(groupCount * rowCount);
        Read(codes, firstLine * Columns, words.Span);
        for (int group = 0; group < groupCount; group++)
        {
            ReadFloats(scales, (group * scales.Shape.Columns) + firstRow, rowScales.Span.Slice(group * rowCount, rowCount));
            ReadFloats(zeros, (group * zeros.Shape.Columns) + firstRow, rowZeros.Span.Slice(group * rowCount, rowCount));
        }

        CheckFinite(scales, rowScales.Span, firstRow);
        CheckFinite(zeros, rowZeros.Span, firstRow);
        for (int row = 0; row < rowCount; row++)
        {
            int line = (int)(((firstRow + row) / RowsPerLine) - firstLine), rowInLine = (int)((firstRow + row) % RowsPerLine);
            ReadOnlySpan<ushort> lineWords = words.Span.Slice(line * Columns, Columns);
            Span<float> target = weights.Slice(row * Columns, Columns);
            for (int first = 0; first < Columns; first += groupLength)
            {
                int group = first / groupLength, end = Math.Min(first + groupLength, Columns);
                float scale = rowScales.Span[(group * rowCount) + row], zero = rowZeros.Span[(group * rowCount) + row];
                for (int column = first; column < end; column++)
                {
                    int place = placeOfColumn[column % TileColumns];
                    int word = lineWords[(column / TileColumns * TileColumns) + (rowInLine * WordsPerRow) + (place / CodesPerWord)];
                    target[column] = (((word >> (4 * (place % CodesPerWord))) & 15) * scale) + zero;
                }
            }
        }
    }

    // Within 32 columns: eight go to every fourth place in turn, pairs of them apart by eight.
    private static int Place(int column)
    {
        int within = column % 32, inEight = within % 8;
        return (column / 32 * 32) + (inEight / 2 * 8) + (inEight % 2 * 4) + (within / 8);
    }
}
