using Ingot.Tensors.Packing;

namespace Ingot.Tensors.Tests.Packing;

public class NibbleTileTests
{
    [Fact]
    public void Spread_IsUnpacking()
    {
        byte[] packed = Sample.Bytes(4, seed: 1), codes = new byte[8];
        Nibbles.UnpackLowFirst(packed, codes);
        Assert.Equal(BitConverter.ToUInt64(codes), NibbleTile.Spread(BitConverter.ToUInt32(packed)));
    }

    [Fact]
    public void Turn_SwapsRowsAndColumns()
    {
        byte[] bytes = Sample.Bytes(64, seed: 2);
        ulong[] tile = [.. Enumerable.Range(0, 8).Select(i => BitConverter.ToUInt64(bytes, 8 * i))];
        NibbleTile.Turn(tile);
        for (int i = 0; i < 8; i++)
        {
            for (int j = 0; j < 8; j++)
                Assert.Equal(bytes[(8 * j) + i], (byte)(tile[i] >> (8 * j)));
        }

        Assert.Throws<ArgumentOutOfRangeException>(() => NibbleTile.Turn(new ulong[7]));
    }
}
