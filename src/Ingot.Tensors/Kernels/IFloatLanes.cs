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
/// Halves. Exponent and mantissa move to a float's place, which makes a number 2^112 times too small, and are multiplied by 2^112: exact
/// for every finite half, subnormals included. Infinities and what is no number then get a float's largest exponent.
/// </summary>
internal readonly struct Float16Lanes : IFloatLanes<Half>
{
    private const uint MagnitudeMask = 0x7FFFu << 13;
    private const uint ExponentMask = 0x7C00u << 13;
    private const uint BiasDifference = (127 - 15) << 23;
    private const uint SmallestNormal = 113 << 23;

    // A signed half widened and moved: its sign has filled the bits above the magnitude, of which one stays.
    private const uint MovedMask = 0x80000000 | MagnitudeMask;
    private const float Rebias = 5.192296858534828e33f; // 2^112

    // Magnitudes moved to the top of an integer, so that the sign is gone: infinity is the least that is not finite.
    private const int MagnitudeToTop = 17;
    private const uint FirstNotFinite = 0x7C00u << MagnitudeToTop;
    private const uint FloatExponent = 0xFFu << 23;

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
    public static Vector128<float> Four(ref Half first, nuint offset) =>
        Convert(HalfBits.WidenSigned4(ref Unsafe.As<Half, short>(ref first), offset));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Eight(ref Half first, nuint offset) =>
        Eight(Vector128.LoadUnsafe(ref Unsafe.As<Half, ushort>(ref first), offset));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Eight(Vector128<ushort> stored) => Convert(Vector256.WidenLower(stored.AsInt16().ToVector256Unsafe()));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Sixteen(ref Half first, nuint offset) =>
        Sixteen(Vector256.LoadUnsafe(ref Unsafe.As<Half, ushort>(ref first), offset));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Sixteen(Vector256<ushort> stored) => Convert(Vector512.WidenLower(stored.AsInt16().ToVector512Unsafe()));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> Convert(Vector128<int> wide)
    {
        Vector128<float> converted = ((wide << 13).AsUInt32() & Vector128.Create(MovedMask)).AsSingle() * Vector128.Create(Rebias);
        Vector128<uint> magnitude = (wide << MagnitudeToTop).AsUInt32();
        return Vector128.LessThanAll(magnitude, Vector128.Create(FirstNotFinite)) ? converted : Mend(converted, magnitude);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Convert(Vector256<int> wide)
    {
        Vector256<float> converted = ((wide << 13).AsUInt32() & Vector256.Create(MovedMask)).AsSingle() * Vector256.Create(Rebias);
        Vector256<uint> magnitude = (wide << MagnitudeToTop).AsUInt32();
        return Vector256.LessThanAll(magnitude, Vector256.Create(FirstNotFinite)) ? converted : Mend(converted, magnitude);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Convert(Vector512<int> wide)
    {
        Vector512<float> converted = ((wide << 13).AsUInt32() & Vector512.Create(MovedMask)).AsSingle() * Vector512.Create(Rebias);
        Vector512<uint> magnitude = (wide << MagnitudeToTop).AsUInt32();
        return Vector512.LessThanAll(magnitude, Vector512.Create(FirstNotFinite)) ? converted : Mend(converted, magnitude);
    }

    // In line: a call in a loop would send every register that lives across it to memory.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> Mend(Vector128<float> converted, Vector128<uint> magnitude) =>
        (converted.AsUInt32() | (Vector128.GreaterThanOrEqual(magnitude, Vector128.Create(FirstNotFinite)) & Vector128.Create(FloatExponent))).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Mend(Vector256<float> converted, Vector256<uint> magnitude) =>
        (converted.AsUInt32() | (Vector256.GreaterThanOrEqual(magnitude, Vector256.Create(FirstNotFinite)) & Vector256.Create(FloatExponent))).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Mend(Vector512<float> converted, Vector512<uint> magnitude) =>
        (converted.AsUInt32() | (Vector512.GreaterThanOrEqual(magnitude, Vector512.Create(FirstNotFinite)) & Vector512.Create(FloatExponent))).AsSingle();
}

/// <summary>Loads 16-bit numbers into 32-bit lanes.</summary>
internal static class HalfBits
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<uint> Widen4(ref ushort first, nuint offset) => Vector128.WidenLower(Vector128.CreateScalar(
        Unsafe.ReadUnaligned<ulong>(ref Unsafe.As<ushort, byte>(ref Unsafe.Add(ref first, offset)))).AsUInt16());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<int> WidenSigned4(ref short first, nuint offset) => Vector128.WidenLower(Vector128.CreateScalar(
        Unsafe.ReadUnaligned<ulong>(ref Unsafe.As<short, byte>(ref Unsafe.Add(ref first, offset)))).AsInt16());

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
