using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Ingot.Tensors.Blocks;

/// <summary>The 32 codes of a block as one vector of bytes: made from weights, and packed into nibbles and single bits.</summary>
internal static class BlockCodes
{
    // The largest float below one half. Adding it (with the sign of x) and dropping the fraction rounds halves away from zero:
    // 0.5 itself would lift the float just below a half to 1, and at every exact half the sum rounds up to the next integer.
    private const float AlmostHalf = 0.49999997f;

    /// <summary><c>round(weight * inverse)</c>, halves away from zero; products must lie within a signed byte.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<sbyte> RoundAwayFromZero(ReadOnlySpan<float> weights, float inverse)
    {
        ref float first = ref MemoryMarshal.GetReference(weights[..32]);
        return Vector256.Narrow(
            Vector256.Narrow(Round(ref first, 0, inverse), Round(ref first, 8, inverse)),
            Vector256.Narrow(Round(ref first, 16, inverse), Round(ref first, 24, inverse)));
    }

    /// <summary><c>min(limit, truncate((weight - minimum) * inverse + offset))</c>; results must lie within a signed byte.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> Truncate(ReadOnlySpan<float> weights, float minimum, float inverse, float offset, byte limit)
    {
        ref float first = ref MemoryMarshal.GetReference(weights[..32]);
        Vector256<float> low = Vector256.Create(minimum), factor = Vector256.Create(inverse), shift = Vector256.Create(offset);
        Vector256<sbyte> codes = Vector256.Narrow(
            Vector256.Narrow(Truncate(ref first, 0, low, factor, shift), Truncate(ref first, 8, low, factor, shift)),
            Vector256.Narrow(Truncate(ref first, 16, low, factor, shift), Truncate(ref first, 24, low, factor, shift)));
        return Vector256.Min(codes.AsByte(), Vector256.Create(limit));
    }

    /// <summary>Codes below 16 into 16 bytes, code i beneath code i + 16; higher bits are left out.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void PackNibbles(Vector256<byte> codes, ref Bytes16 packed)
    {
        Vector128<byte> low = codes.GetLower() & Vector128.Create((byte)15), high = codes.GetUpper() & Vector128.Create((byte)15);
        (low | (high << 4)).StoreUnsafe(ref packed[0]);
    }

    /// <summary>Bit 4 of each code, code i in bit i.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint PackFifthBits(Vector256<byte> codes) => (codes << 3).ExtractMostSignificantBits();

    /// <summary>The inverse of <see cref="PackNibbles"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> UnpackNibbles(in Bytes16 packed)
    {
        Vector128<byte> bytes = Vector128.LoadUnsafe(in packed[0]);
        return Vector256.Create(bytes & Vector128.Create((byte)15), bytes >>> 4);
    }

    /// <summary>The inverse of <see cref="PackFifthBits"/>: 16 where the bit is set, else 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> UnpackFifthBits(uint bits)
    {
        // Byte i of the vector gets the byte of the bits that holds bit i, then keeps that bit alone.
        Vector128<byte> four = Vector128.CreateScalar(bits).AsByte();
        Vector256<byte> spread = Vector256.Create(
            Vector128.Shuffle(four, Vector128.Create((byte)0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1)),
            Vector128.Shuffle(four, Vector128.Create((byte)2, 2, 2, 2, 2, 2, 2, 2, 3, 3, 3, 3, 3, 3, 3, 3)));
        Vector256<byte> bit = Vector256.Create(0x8040201008040201).AsByte();
        return Vector256.Equals(spread & bit, bit) & Vector256.Create((byte)16);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Round(ref float first, nuint offset, float inverse)
    {
        Vector256<float> scaled = Vector256.LoadUnsafe(ref first, offset) * inverse;
        Vector256<float> sign = scaled & Vector256.Create(-0f);
        return Vector256.ConvertToInt32Native(scaled + (Vector256.Create(AlmostHalf) | sign));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Truncate(
        ref float first, nuint offset, Vector256<float> minimum, Vector256<float> inverse, Vector256<float> shift) =>
        Vector256.ConvertToInt32Native(((Vector256.LoadUnsafe(ref first, offset) - minimum) * inverse) + shift);
}
