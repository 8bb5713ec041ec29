using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Ingot.Tensors.Kernels;

/// <summary>Loads stored numbers as floats, as many as a vector holds. Every width gives the same floats.</summary>
internal interface IFloatLanes<T>
{
    static abstract float One(T stored);

    static abstract Vector128<float> Four(ref T first, nuint offset);

    static abstract Vector256<float> Eight(ref T first, nuint offset);

    static abstract Vector512<float> Sixteen(ref T first, nuint offset);
}

internal readonly struct Float32Lanes : IFloatLanes<float>
{
    public static float One(float stored) => stored;

    public static Vector128<float> Four(ref float first, nuint offset) => Vector128.LoadUnsafe(ref first, offset);

    public static Vector256<float> Eight(ref float first, nuint offset) => Vector256.LoadUnsafe(ref first, offset);

    public static Vector512<float> Sixteen(ref float first, nuint offset) => Vector512.LoadUnsafe(ref first, offset);
}

internal readonly struct BFloat16Lanes : IFloatLanes<ushort>
{
    public static float One(ushort stored) => BitConverter.UInt32BitsToSingle((uint)stored << 16);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Four(ref ushort first, nuint offset) => (HalfBits.Widen4(ref first, offset) << 16).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Eight(ref ushort first, nuint offset) => (HalfBits.Widen8(ref first, offset) << 16).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Sixteen(ref ushort first, nuint offset) => (HalfBits.Widen16(ref first, offset) << 16).AsSingle();
}

/// <summary>
/// Halves. The exponent and mantissa move to a float's place and the exponent's bias is mended by integer addition. Vectors of normal
/// numbers alone, which is nearly all of them, need no more. Otherwise the bias is mended once more for infinities; a subnormal is
/// built as 2^-14 plus itself, and the 2^-14 is subtracted, exactly.
/// </summary>
internal readonly struct Float16Lanes : IFloatLanes<Half>
{
    private const uint MagnitudeMask = 0x7FFFu << 13;
    private const uint ExponentMask = 0x7C00u << 13;
    private const uint BiasDifference = (127 - 15) << 23;
    private const uint SmallestNormal = 113 << 23;

    // Of halves moved to a float's place: the least normal number, and how far from it the infinities begin.
    private const uint FirstNormal = 1u << 23;
    private const uint NormalRange = ExponentMask - FirstNormal;

    /// <remarks>In line and without a call, since a block's scale is turned as often as its weights are read.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float One(Half stored)
    {
        uint bits = BitConverter.HalfToUInt16Bits(stored), moved = (bits << 13) & MagnitudeMask, exponent = moved & ExponentMask;
        uint magnitude = moved + BiasDifference;
        if (exponent == ExponentMask)
            magnitude += BiasDifference;
        else if (exponent == 0)
            magnitude = BitConverter.SingleToUInt32Bits(BitConverter.UInt32BitsToSingle(moved + SmallestNormal) - BitConverter.UInt32BitsToSingle(SmallestNormal));
        return BitConverter.UInt32BitsToSingle(magnitude | ((bits & 0x8000u) << 16));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Four(ref Half first, nuint offset)
    {
        Vector128<uint> wide = HalfBits.Widen4(ref Unsafe.As<Half, ushort>(ref first), offset);
        Vector128<uint> sign = (wide & Vector128.Create(0x8000u)) << 16, moved = (wide << 13) & Vector128.Create(MagnitudeMask);
        Vector128<uint> magnitude = moved + Vector128.Create(BiasDifference);
        if (!Vector128.LessThanAll(moved - Vector128.Create(FirstNormal), Vector128.Create(NormalRange)))
            magnitude = Mend(moved, magnitude);
        return (magnitude | sign).AsSingle();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Eight(ref Half first, nuint offset) =>
        Eight(Vector128.LoadUnsafe(ref Unsafe.As<Half, ushort>(ref first), offset));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Eight(Vector128<ushort> stored)
    {
        Vector256<uint> wide = Vector256.WidenLower(stored.ToVector256Unsafe());
        Vector256<uint> sign = (wide & Vector256.Create(0x8000u)) << 16, moved = (wide << 13) & Vector256.Create(MagnitudeMask);
        Vector256<uint> magnitude = moved + Vector256.Create(BiasDifference);
        if (!Vector256.LessThanAll(moved - Vector256.Create(FirstNormal), Vector256.Create(NormalRange)))
            magnitude = Mend(moved, magnitude);
        return (magnitude | sign).AsSingle();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Sixteen(ref Half first, nuint offset)
    {
        Vector512<uint> wide = HalfBits.Widen16(ref Unsafe.As<Half, ushort>(ref first), offset);
        Vector512<uint> sign = (wide & Vector512.Create(0x8000u)) << 16, moved = (wide << 13) & Vector512.Create(MagnitudeMask);
        Vector512<uint> magnitude = moved + Vector512.Create(BiasDifference);
        if (!Vector512.LessThanAll(moved - Vector512.Create(FirstNormal), Vector512.Create(NormalRange)))
            magnitude = Mend(moved, magnitude);
        return (magnitude | sign).AsSingle();
    }

    // In line: a call in a loop would send every register that lives across it to memory.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<uint> Mend(Vector128<uint> moved, Vector128<uint> magnitude)
    {
        Vector128<uint> exponent = moved & Vector128.Create(ExponentMask), smallest = Vector128.Create(SmallestNormal);
        magnitude += Vector128.Equals(exponent, Vector128.Create(ExponentMask)) & Vector128.Create(BiasDifference);
        Vector128<uint> subnormal = ((moved + smallest).AsSingle() - smallest.AsSingle()).AsUInt32();
        return Vector128.ConditionalSelect(Vector128.Equals(exponent, Vector128<uint>.Zero), subnormal, magnitude);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<uint> Mend(Vector256<uint> moved, Vector256<uint> magnitude)
    {
        Vector256<uint> exponent = moved & Vector256.Create(ExponentMask), smallest = Vector256.Create(SmallestNormal);
        magnitude += Vector256.Equals(exponent, Vector256.Create(ExponentMask)) & Vector256.Create(BiasDifference);
        Vector256<uint> subnormal = ((moved + smallest).AsSingle() - smallest.AsSingle()).AsUInt32();
        return Vector256.ConditionalSelect(Vector256.Equals(exponent, Vector256<uint>.Zero), subnormal, magnitude);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<uint> Mend(Vector512<uint> moved, Vector512<uint> magnitude)
    {
        Vector512<uint> exponent = moved & Vector512.Create(ExponentMask), smallest = Vector512.Create(SmallestNormal);
        magnitude += Vector512.Equals(exponent, Vector512.Create(ExponentMask)) & Vector512.Create(BiasDifference);
        Vector512<uint> subnormal = ((moved + smallest).AsSingle() - smallest.AsSingle()).AsUInt32();
        return Vector512.ConditionalSelect(Vector512.Equals(exponent, Vector512<uint>.Zero), subnormal, magnitude);
    }
}

/// <summary>Loads 16-bit numbers into 32-bit lanes.</summary>
internal static class HalfBits
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<uint> Widen4(ref ushort first, nuint offset) => Vector128.WidenLower(Vector128.CreateScalar(
        Unsafe.ReadUnaligned<ulong>(ref Unsafe.As<ushort, byte>(ref Unsafe.Add(ref first, offset)))).AsUInt16());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<uint> Widen8(ref ushort first, nuint offset)
    {
        Vector128<ushort> stored = Vector128.LoadUnsafe(ref first, offset);
        return Vector256.WidenLower(stored.ToVector256Unsafe());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<uint> Widen16(ref ushort first, nuint offset)
    {
        Vector256<ushort> stored = Vector256.LoadUnsafe(ref first, offset);
        return Vector512.WidenLower(stored.ToVector512Unsafe());
    }
}
