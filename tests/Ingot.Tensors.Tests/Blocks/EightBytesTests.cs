using Ingot.Tensors.Blocks;

namespace Ingot.Tensors.Tests.Blocks;

/// <summary>Codes spread over the bytes of an integer, against one code at a time.</summary>
public class EightBytesTests
{
    [Fact]
    public void SpreadBits_GivesBitByBit_ForEveryByte()
    {
        for (int bits = 0; bits < 256; bits++)
        {
            for (int i = 0; i < 8; i++)
                Assert.Equal((ulong)(bits >> i & 1), EightBytes.SpreadBits(bits) >> (8 * i) & 0xFF);
        }
    }

    [Fact]
    public void SpreadPairs_GivesPairByPair_ForEveryPairOfBytes()
    {
        for (int pairs = 0; pairs <= ushort.MaxValue; pairs++)
        {
            for (int i = 0; i < 8; i++)
                Assert.Equal((ulong)(pairs >> (2 * i) & 3), EightBytes.SpreadPairs((ushort)pairs) >> (8 * i) & 0xFF);
        }
    }

    [Fact]
    public void MinusOne_BorrowsFromNoNeighbour()
    {
        for (int low = 0; low < 128; low++)
        {
            for (int high = 0; high < 128; high++)
            {
                ulong actual = EightBytes.MinusOne((uint)(low + 256 * high));
                Assert.Equal(((sbyte)(low - 1), (sbyte)(high - 1), (sbyte)-1), ((sbyte)actual, (sbyte)(actual >> 8), (sbyte)(actual >> 16)));
            }
        }
    }
}
