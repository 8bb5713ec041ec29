using Ingot.Tensors;

namespace Ingot.Checkpoints.Storage.Awq;

/// <summary>AWQ for matrix products: words of eight output rows each, <c>[columns, rows / 8]</c>.</summary>
internal sealed class AwqGemmWeight : ColumnPackedWeight
{
    private const int CodesPerWord = 8;

    // Row j of the eight lies in this nibble, counted from the low end.
    private static readonly int[] nibbleOfRow = [0, 4, 1, 5, 2, 6, 3, 7];

    private readonly TensorInfo codes;
    private readonly TensorInfo scales;
    private readonly TensorInfo? zeros;

    public AwqGemmWeight(PackedParameter parameter, TensorShape shape, TensorInfo codes, TensorInfo scales, TensorInfo? zeros, int groupLength)
        : base(parameter, "AWQ GEMM 4-bit", shape, scales.Type, checked((int)scales.Shape.Rows))
    {
        this.codes = codes;
        this.scales = scales;
        this.zeros = zeros;
        GroupLength = groupLength;
    }

    protected override int GroupLength { get; }

    protected override void Unpack(long firstRow, int rowCount, Strip strip)
    {
        int lineWords = rowCount / CodesPerWord;
        using Scratch<uint> words = new(checked(Columns * lineWords));
        ReadColumns(codes, firstRow / CodesPerWord, lineWords, words.Span);
        for (int word = 0; word < lineWords; word++)
        {
            for (int row = 0; row < CodesPerWord; row++)
            {
                int shift = 4 * nibbleOfRow[row];
                Span<byte> target = strip.Codes.AsSpan(((word * CodesPerWord) + row) * Columns, Columns);
                for (int column = 0, at = word; column < target.Length; column++, at += lineWords)
                    target[column] = (byte)((words.Span[at] >> shift) & 15);
            }
        }

        ReadScales(scales, firstRow, rowCount, strip.Scales);
        UnpackZeros(firstRow, lineWords, strip.Zeros);
    }

    private void UnpackZeros(long firstRow, int lineWords, Span<float> target)
    {
        if (zeros is null)
        {
            target.Fill(8);
            return;
        }

        using Scratch<uint> words = new(GroupCount * lineWords);
        ReadColumns(zeros, firstRow / CodesPerWord, lineWords, words.Span);
        for (int group = 0; group < GroupCount; group++)
        {
            for (int row = 0; row < lineWords * CodesPerWord; row++)
            {
                uint word = words.Span[(group * lineWords) + (row / CodesPerWord)];
                target[(row * GroupCount) + group] = (word >> (4 * nibbleOfRow[row % CodesPerWord])) & 15;
            }
        }
    }
}
