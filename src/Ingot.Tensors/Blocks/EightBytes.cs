using System.Runtime.CompilerServices;

namespace Ingot.Tensors.Blocks;

/// <summary>Eight small codes in the bytes of one integer: what a vector register does, on any processor.</summary>
internal static class EightBytes
{
    /// <summary>A 1 in every byte.</summary>
    public const ulong Ones = 0x0101010101010101;

    /// <summary>Bit <c>i</c> becomes byte <c>i</c>: 0 or 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong SpreadBits(int bits)
    {
        // One bit in each byte at most: adding 0x7F carries it into the top bit, and no byte into the next.
        ulong spread = (uint)bits * Ones & 0x8040201008040201;
        return spread + 0x7F * Ones >> 7 & Ones;
    }

    /// <summary>Two bits each become bytes, the lowest two the first.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong SpreadPairs(ushort pairs)
    {
        ulong halves = (ulong)(byte)pairs | (ulong)(pairs >> 8) << 32;
        return (halves | halves << 6 | halves << 12 | halves << 18) & 3 * Ones;
    }

    /// <summary>One less in every byte; 0 becomes -1. For bytes below 128.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong MinusOne(ulong bytes) => (bytes | 0x80 * Ones) - Ones ^ 0x80 * Ones;
}
