using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Ingot.Tensors.Packing;

/// <summary>Spreads two 4-bit codes of a byte over two bytes.</summary>
public static class Nibbles
{
    /// <summary>Element 2k from the low half of byte k, 2k + 1 from the high half.</summary>
    /// <param name="packed">At least half as many bytes as codes.</param>
    /// <param name="codes">0 to 15 each; an odd count leaves the last half byte unread.</param>
    public static void UnpackLowFirst(ReadOnlySpan<byte> packed, Span<byte> codes)
    {
        CheckLength(packed, codes);
        int done = codes.Length & ~31;
        if (Vector128.IsHardwareAccelerated)
        {
            for (int i = 0; i < done; i += 32)
            {
                Vector128<byte> pairs = Vector128.LoadUnsafe(ref MemoryMarshal.GetReference(packed), (nuint)(i / 2));
                (Vector128<ushort> low, Vector128<ushort> high) = Vector128.Widen(pairs);
                Store(Spread(low), Spread(high), codes, i);
            }
        }
        else
        {
            done = 0;
        }

        UnpackLowFirstScalar(packed, codes, done);

        // A lane 00HL becomes 0H0L: in memory the low half comes first.
        static Vector128<ushort> Spread(Vector128<ushort> pair) => (pair & Vector128.Create((ushort)0x0F)) | ((pair & Vector128.Create((ushort)0xF0)) << 4);
    }

    /// <summary>Element 2k from the high half of byte k, 2k + 1 from the low half.</summary>
    /// <inheritdoc cref="UnpackLowFirst"/>
    public static void UnpackHighFirst(ReadOnlySpan<byte> packed, Span<byte> codes)
    {
        CheckLength(packed, codes);
        int done = codes.Length & ~31;
        if (Vector128.IsHardwareAccelerated)
        {
            for (int i = 0; i < done; i += 32)
            {
                Vector128<byte> pairs = Vector128.LoadUnsafe(ref MemoryMarshal.GetReference(packed), (nuint)(i / 2));
                (Vector128<ushort> low, Vector128<ushort> high) = Vector128.Widen(pairs);
                Store(Spread(low), Spread(high), codes, i);
            }
        }
        else
        {
            done = 0;
        }

        UnpackHighFirstScalar(packed, codes, done);

        // A lane 00HL becomes 0L0H.
        static Vector128<ushort> Spread(Vector128<ushort> pair) => (pair >>> 4) | ((pair & Vector128.Create((ushort)0x0F)) << 8);
    }

    internal static void UnpackLowFirstScalar(ReadOnlySpan<byte> packed, Span<byte> codes, int first)
    {
        for (int i = first; i < codes.Length; i++)
            codes[i] = (byte)(i % 2 == 0 ? packed[i / 2] & 15 : packed[i / 2] >> 4);
    }

    internal static void UnpackHighFirstScalar(ReadOnlySpan<byte> packed, Span<byte> codes, int first)
    {
        for (int i = first; i < codes.Length; i++)
            codes[i] = (byte)(i % 2 == 0 ? packed[i / 2] >> 4 : packed[i / 2] & 15);
    }

    private static void Store(Vector128<ushort> low, Vector128<ushort> high, Span<byte> codes, int at)
    {
        low.AsByte().StoreUnsafe(ref MemoryMarshal.GetReference(codes), (nuint)at);
        high.AsByte().StoreUnsafe(ref MemoryMarshal.GetReference(codes), (nuint)at + 16);
    }

    private static void CheckLength(ReadOnlySpan<byte> packed, Span<byte> codes)
    {
        if (packed.Length < (codes.Length + 1) / 2)
            throw new ArgumentException($"{packed.Length} bytes do not hold {codes.Length} codes of 4 bits.", nameof(packed));
    }
}
