namespace Ingot.Tensors.Packing;

/// <summary>Eight words of eight 4-bit codes, turned so that what lay across the words lies in order.</summary>
public static class NibbleTile
{
    /// <summary>The eight codes of a word, one a byte, low first.</summary>
    public static ulong Spread(uint word)
    {
        // The gaps double each time.
        ulong spread = word;
        spread = (spread | (spread << 16)) & 0x0000FFFF0000FFFF;
        spread = (spread | (spread << 8)) & 0x00FF00FF00FF00FF;
        return (spread | (spread << 4)) & 0x0F0F0F0F0F0F0F0F;
    }

    /// <summary>Transposes eight by eight bytes in place: byte j of word i becomes byte i of word j.</summary>
    /// <param name="tile">Eight words.</param>
    public static void Turn(Span<ulong> tile)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(tile.Length, 8);
        // Quarters change places, then quarters of quarters, then single bytes.
        Swap(tile, 4, 32, 0x00000000FFFFFFFF);
        Swap(tile, 2, 16, 0x0000FFFF0000FFFF);
        Swap(tile, 1, 8, 0x00FF00FF00FF00FF);
    }

    private static void Swap(Span<ulong> tile, int distance, int bits, ulong mask)
    {
        for (int i = 0; i < 8; i++)
        {
            if ((i & distance) != 0)
                continue;
            ulong exchanged = ((tile[i] >> bits) ^ tile[i + distance]) & mask;
            tile[i + distance] ^= exchanged;
            tile[i] ^= exchanged << bits;
        }
    }
}
