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
/// Halves. The exponent and mantissa move to a float's place and the exponent's bias is mended by integer addition, once more
/// for infinities; a subnormal is built as 2^-14 plus itself, and the 2^-14 is subtracted, exactly.
/// </summary>
internal readonly struct Float16Lanes : IFloatLanes<Half>
{
    private const uint ExponentMask = 0x7C00u << 13;
    private const uint BiasDifference = (127 - 15) << 23;
    private const uint SmallestNormal = 113 << 23;

    public static float One(Half stored) => (float)stored;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Four(ref Half first, nuint offset)
    {
        Vector128<uint> wide = HalfBits.Widen4(ref Unsafe.As<Half, ushort>(ref first), offset);
        Vector128<uint> moved = (wide & Vector128.Create(0x7FFFu)) << 13, exponent = moved & Vector128.Create(ExponentMask);
        Vector128<uint> normal = moved + Vector128.Create(BiasDifference)
            + (Vector128.Equals(exponent, Vector128.Create(ExponentMask)) & Vector128.Create(BiasDifference));
        Vector128<uint> subnormal = ((moved + Vector128.Create(SmallestNormal)).AsSingle() - Vector128.Create(SmallestNormal).AsSingle()).AsUInt32();
        Vector128<uint> magnitude = Vector128.ConditionalSelect(Vector128.Equals(exponent, Vector128<uint>.Zero), subnormal, normal);
        return (magnitude | ((wide & Vector128.Create(0x8000u)) << 16)).AsSingle();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Eight(ref Half first, nuint offset) =>
        Eight(Vector128.LoadUnsafe(ref Unsafe.As<Half, ushort>(ref first), offset));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Eight(Vector128<ushort> stored)
    {
        Vector256<uint> wide = Vector256.WidenLower(stored.ToVector256Unsafe());
        Vector256<uint> moved = (wide & Vector256.Create(0x7FFFu)) << 13, exponent = moved & Vector256.Create(ExponentMask);
        Vector256<uint> normal = moved + Vector256.Create(BiasDifference)
            + (Vector256.Equals(exponent, Vector256.Create(ExponentMask)) & Vector256.Create(BiasDifference));
        Vector256<uint> subnormal = ((moved + Vector256.Create(SmallestNormal)).AsSingle() - Vector256.Create(SmallestNormal).AsSingle()).AsUInt32();
        Vector256<uint> magnitude = Vector256.ConditionalSelect(Vector256.Equals(exponent, Vector256<uint>.Zero), subnormal, normal);
        return (magnitude | ((wide & Vector256.Create(0x8000u)) << 16)).AsSingle();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Sixteen(ref Half first, nuint offset)
    {
        Vector512<uint> wide = HalfBits.Widen16(ref Unsafe.As<Half, ushort>(ref first), offset);
        Vector512<uint> moved = (wide & Vector512.Create(0x7FFFu)) << 13, exponent = moved & Vector512.Create(ExponentMask);
        Vector512<uint> normal = moved + Vector512.Create(BiasDifference)
            + (Vector512.Equals(exponent, Vector512.Create(ExponentMask)) & Vector512.Create(BiasDifference));
        Vector512<uint> subnormal = ((moved + Vector512.Create(SmallestNormal)).AsSingle() - Vector512.Create(SmallestNormal).AsSingle()).AsUInt32();
        Vector512<uint> magnitude = Vector512.ConditionalSelect(Vector512.Equals(exponent, Vector512<uint>.Zero), subnormal, normal);
        return (magnitude | ((wide & Vector512.Create(0x8000u)) << 16)).AsSingle();
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
