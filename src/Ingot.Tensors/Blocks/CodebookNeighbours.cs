using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Ingot.Tensors.Blocks;

/// <summary>The neighbours of everything a codebook may be asked for, one list after the other, as keys: levels packed to 2 or 3 bits each, the first lowest.</summary>
/// <remarks>A list repeats its first entry to fill up a multiple of eight; of a point it holds the point alone.</remarks>
internal readonly struct CodebookNeighbours(int[] places, ushort[] keys)
{
    private const int CountBits = 12;

    /// <summary>Lays the lists out.</summary>
    /// <param name="lists">By key the keys of the neighbours, nearest first; of a point itself; of what is never sought nothing.</param>
    /// <param name="isPoint">Whether a key is a point.</param>
    public static CodebookNeighbours Create(ushort[][] lists, Func<int, bool> isPoint)
    {
        int[] places = new int[lists.Length];
        List<ushort> keys = [];
        for (int key = 0; key < lists.Length; key++)
        {
            ushort[] list = lists[key];
            int padded = (list.Length + 7) / 8 * 8;
            places[key] = keys.Count / 8 << CountBits | padded << 1 | (isPoint(key) ? 0 : 1);
            for (int n = 0; n < padded; n++)
                keys.Add(list[n < list.Length ? n : 0]);
        }

        return new(places, [.. keys]);
    }

    /// <summary>The list of a key.</summary>
    /// <param name="key">Levels that occur, below the number of keys.</param>
    /// <param name="count">Entries of the list: a multiple of eight.</param>
    /// <param name="isOffBook">1 where the key is no point, else 0.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref ushort Of(int key, out int count, out int isOffBook)
    {
        int place = Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(places), key);
        isOffBook = place & 1;
        count = (place & ((1 << CountBits) - 1)) >> 1;
        return ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(keys), place >> CountBits << 3);
    }

    /// <summary>The key of four levels, a byte each.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int KeyOfFour(uint levels)
    {
        levels = (levels | levels >> 5) & 0x003F003F;
        return (int)((levels | levels >> 10) & 0xFFF);
    }

    /// <summary>The inverse of <see cref="KeyOfFour"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint LevelsOfFour(int key)
    {
        uint levels = ((uint)key | (uint)key << 10) & 0x003F003F;
        return (levels | levels << 5) & 0x07070707;
    }

    /// <summary>The key of eight levels, a byte each.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int KeyOfEight(ulong levels)
    {
        levels = (levels | levels >> 6) & 0x000F000F000F000F;
        levels = (levels | levels >> 12) & 0x000000FF000000FF;
        return (int)((levels | levels >> 24) & 0xFFFF);
    }

    /// <summary>The inverse of <see cref="KeyOfEight"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong LevelsOfEight(int key)
    {
        ulong levels = ((uint)key | (ulong)(uint)key << 24) & 0x000000FF000000FF;
        levels = (levels | levels << 12) & 0x000F000F000F000F;
        return (levels | levels << 6) & 0x0303030303030303;
    }
}
