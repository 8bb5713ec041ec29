using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Ingot.Tensors.Blocks;

/// <summary>The bit layouts K-quants share. All count in columns of 32 bytes, so a vector holds a column.</summary>
internal static class SuperBlockBits
{
    private const int Column = 32;

    /// <summary>Bytes of two 4-bit codes <paramref name="distance"/> columns apart.</summary>
    /// <param name="packed">Half as long as <paramref name="codes"/>.</param>
    /// <param name="distance">1: each packed column yields two neighbours. 2: each two packed columns yield four, low nibbles first.</param>
    /// <param name="codes">Filled.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void UnpackNibbles(ReadOnlySpan<byte> packed, int distance, Span<byte> codes)
    {
        for (int column = 0; column < packed.Length / Column; column++)
        {
            int at = (column / distance * 2 * distance + column % distance) * Column;
            ReadOnlySpan<byte> source = packed.Slice(column * Column, Column);
            Span<byte> low = codes.Slice(at, Column), high = codes.Slice(at + distance * Column, Column);
            if (Vector128.IsHardwareAccelerated)
            {
                Vector256<byte> bits = Vector256.Create(source);
                (bits & Vector256.Create((byte)0xF)).CopyTo(low);
                Bits(bits, 4, 0xF).CopyTo(high);
                continue;
            }

            for (int i = 0; i < Column; i++)
            {
                low[i] = (byte)(source[i] & 0xF);
                high[i] = (byte)(source[i] >> 4);
            }
        }
    }

    /// <inheritdoc cref="UnpackNibbles"/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void PackNibbles(ReadOnlySpan<byte> codes, int distance, Span<byte> packed)
    {
        for (int column = 0; column < packed.Length / Column; column++)
        {
            int at = (column / distance * 2 * distance + column % distance) * Column;
            ReadOnlySpan<byte> low = codes.Slice(at, Column), high = codes.Slice(at + distance * Column, Column);
            Span<byte> target = packed.Slice(column * Column, Column);
            if (Vector128.IsHardwareAccelerated)
            {
                Vector256<byte> mask = Vector256.Create((byte)0xF);
                (Vector256.Create(low) & mask | Shifted(Vector256.Create(high) & mask, 4)).CopyTo(target);
                continue;
            }

            for (int i = 0; i < Column; i++)
                target[i] = (byte)(low[i] & 0xF | high[i] << 4);
        }
    }

    /// <summary>
    /// Sets bits of <paramref name="codes"/> from bytes of several small fields: byte <c>i</c> of a packed column has those of weight
    /// <c>i</c> of the first, second... column of codes, lowest first.
    /// </summary>
    /// <param name="packed">Whole columns.</param>
    /// <param name="width">Bits of a field: 1 or 2.</param>
    /// <param name="shift">Where the field goes in a code, whose bits there are 0.</param>
    /// <param name="codes">One code a field.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void AddFields(ReadOnlySpan<byte> packed, int width, int shift, Span<byte> codes)
    {
        int fields = 8 / width, mask = (1 << width) - 1;
        for (int column = 0; column < codes.Length / Column; column++)
        {
            ReadOnlySpan<byte> source = packed.Slice(column / fields * Column, Column);
            Span<byte> target = codes.Slice(column * Column, Column);
            int from = column % fields * width;
            if (Vector128.IsHardwareAccelerated)
            {
                (Vector256.Create<byte>(target) | Shifted(Bits(Vector256.Create(source), from, mask), shift)).CopyTo(target);
                continue;
            }

            for (int i = 0; i < Column; i++)
                target[i] |= (byte)((source[i] >> from & mask) << shift);
        }
    }

    /// <summary>Gathers what <see cref="AddFields"/> spreads.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void PackFields(ReadOnlySpan<byte> codes, int width, int shift, Span<byte> packed)
    {
        int fields = 8 / width, mask = (1 << width) - 1;
        packed.Clear();
        for (int column = 0; column < codes.Length / Column; column++)
        {
            ReadOnlySpan<byte> source = codes.Slice(column * Column, Column);
            Span<byte> target = packed.Slice(column / fields * Column, Column);
            int to = column % fields * width;
            if (Vector128.IsHardwareAccelerated)
            {
                (Vector256.Create<byte>(target) | Shifted(Bits(Vector256.Create(source), shift, mask), to)).CopyTo(target);
                continue;
            }

            for (int i = 0; i < Column; i++)
                target[i] |= (byte)((source[i] >> shift & mask) << to);
        }
    }

    /// <summary>The low nibbles of a column of 32 bytes, then its high ones.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<byte> BothNibbles(in byte column)
    {
        Vector256<byte> bits = Vector256.LoadUnsafe(in column);
        return (bits & Vector256.Create((byte)0xF)).ToVector512Unsafe().WithUpper(Bits(bits, 4, 0xF));
    }

    /// <summary>The low or the high nibbles of two columns.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<byte> Nibbles(in byte columns, bool high)
    {
        Vector512<byte> bits = Vector512.LoadUnsafe(in columns);
        return (high ? (bits.AsUInt16() >>> 4).AsByte() : bits) & Vector512.Create((byte)0xF);
    }

    /// <summary>Two neighbouring fields of a column, the first in the lower half, moved to a place in a code.</summary>
    /// <inheritdoc cref="AddFields"/>
    /// <param name="column">32 bytes.</param>
    /// <param name="field">The first of the two, counted from the lowest bits.</param>
    /// <param name="width">Bits of a field: 1 or 2.</param>
    /// <param name="shift">Where the field goes in a code.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<byte> TwoFields(in byte column, int field, int width, int shift)
    {
        Vector256<byte> bits = Vector256.LoadUnsafe(in column);
        int mask = (1 << width) - 1;
        Vector512<byte> fields = Bits(bits, field * width, mask).ToVector512Unsafe().WithUpper(Bits(bits, (field + 1) * width, mask));
        return (fields.AsUInt16() << shift).AsByte();
    }

    // There is no shift of bytes: 16 bits are shifted, and the mask drops what came over from the neighbour.
    private static Vector256<byte> Bits(Vector256<byte> bytes, int from, int mask) =>
        (bytes.AsUInt16() >>> from).AsByte() & Vector256.Create((byte)mask);

    // Nothing crosses into the neighbour: callers pass bits that stay within the byte.
    private static Vector256<byte> Shifted(Vector256<byte> bytes, int by) => (bytes.AsUInt16() << by).AsByte();
}
