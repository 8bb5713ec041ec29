using Ingot.Tensors.Packing;

namespace Ingot.Tensors.Tests.Packing;

public class CodePackingTests
{
    public static TheoryData<int> Widths => [1, 2, 3, 4, 5, 6, 7, 8];

    [Theory, MemberData(nameof(Widths))]
    public void Dense_ReadsTheBitsOfAStream(int bits)
    {
        foreach (int count in new[] { 1, 7, 31, 32, 33, 100 })
        {
            uint[] words = Words((int)CodePacking.Dense.WordCount(count, bits), seed: count);
            byte[] codes = new byte[count];
            CodePacking.Dense.Unpack(words, 1, bits, codes);
            for (int k = 0; k < count; k++)
            {
                int expected = 0;
                for (int b = 0; b < bits; b++)
                    expected |= (int)((words[((k * bits) + b) / 32] >> (((k * bits) + b) % 32)) & 1) << b;
                Assert.Equal(expected, codes[k]);
            }
        }
    }

    [Theory, MemberData(nameof(Widths))]
    public void Padded_HoldsWholeCodesInAWord(int bits)
    {
        const int count = 37;
        uint[] words = Words((int)CodePacking.Padded.WordCount(count, bits), seed: bits);
        byte[] codes = new byte[count];
        CodePacking.Padded.Unpack(words, 1, bits, codes);
        int perWord = 32 / bits;
        for (int k = 0; k < count; k++)
            Assert.Equal((words[k / perWord] >> (bits * (k % perWord))) & ((1u << bits) - 1), codes[k]);
    }

    [Theory, InlineData(2), InlineData(4), InlineData(8)]
    public void Planar_IsDense_WhereOnePlaneSuffices(int bits)
    {
        uint[] words = Words(3 * bits, seed: bits);
        byte[] planar = new byte[96], dense = new byte[96];
        CodePacking.Planar.Unpack(words, 1, bits, planar);
        CodePacking.Dense.Unpack(words, 1, bits, dense);
        Assert.Equal(dense, planar);
    }

    [Fact]
    public void Planar_PutsTheUpperPlaneAboveTheLower()
    {
        // Three bits: two words of two bits each for 32 codes, then one word with the third bit of each.
        byte[] codes = new byte[32];
        CodePacking.Planar.Unpack([0b11, 0, 0b101], 1, 3, codes);
        Assert.Equal([7, 0, 4], codes[..3]);
    }

    [Theory, MemberData(nameof(Widths))]
    public void Stride_ReadsAColumnOfWords(int bits)
    {
        const int count = 64, columns = 3;
        foreach (CodePacking packing in (CodePacking[])[CodePacking.Dense, CodePacking.Padded, CodePacking.Planar])
        {
            int rows = (int)packing.WordCount(count, bits);
            uint[] matrix = Words(rows * columns, seed: bits);
            uint[] column = [.. Enumerable.Range(0, rows).Select(row => matrix[(row * columns) + 1])];
            byte[] expected = new byte[count], actual = new byte[count];
            packing.Unpack(column, 1, bits, expected);
            packing.Unpack(matrix.AsSpan(1), columns, bits, actual);
            Assert.Equal(expected, actual);
        }
    }

    [Fact]
    public void Unpack_RefusesTooFewWords() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => CodePacking.Dense.Unpack(new uint[2], 1, 3, new byte[32]));

    private static uint[] Words(int count, int seed) => [.. Enumerable.Range(0, count).Select(i => (uint)new Random(seed + i).NextInt64(1L << 32))];
}
