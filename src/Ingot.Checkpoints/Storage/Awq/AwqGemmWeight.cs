using System.Buffers.Binary;
using Ingot.Tensors;
using Ingot.Tensors.Packing;

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
            UnpackRows(words.Span[word..], lineWords, strip.Codes.AsSpan(word * CodesPerWord * Columns, CodesPerWord * Columns));
        ReadScales(scales, firstRow, rowCount, strip.Scales);
        UnpackZeros(firstRow, lineWords, strip.Zeros);
    }

    /// <summary>Eight rows from a column of words, eight columns at a time: a tile of codes is turned in registers.</summary>
    private void UnpackRows(ReadOnlySpan<uint> words, int stride, Span<byte> rows)
    {
        Span<ulong> tile = stackalloc ulong[CodesPerWord];
        int column = 0;
        for (; column <= Columns - CodesPerWord; column += CodesPerWord)
        {
            for (int i = 0; i < CodesPerWord; i++)
                tile[i] = NibbleTile.Spread(words[(column + i) * stride]);
            NibbleTile.Turn(tile);
            for (int row = 0; row < CodesPerWord; row++)
                BinaryPrimitives.WriteUInt64LittleEndian(rows.Slice((row * Columns) + column), tile[nibbleOfRow[row]]);
        }

        for (; column < Columns; column++)
        {
            for (int row = 0; row < CodesPerWord; row++)
                rows[(row * Columns) + column] = (byte)((words[column * stride] >> (4 * nibbleOfRow[row])) & 15);
        }
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
