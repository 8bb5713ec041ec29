using System.Runtime.CompilerServices;

namespace Ingot.Tensors.Blocks;

/// <summary>How the published encoders turn floats into integers. Bytes depend on it, so there is one copy.</summary>
internal static class ReferenceRounding
{
    /// <summary>2^23 + 2^22: adding it to a float of magnitude below 2^22 leaves the nearest integer in the lowest mantissa bits.</summary>
    public const float NearestMagic = 12582912f;

    /// <summary>2^22: below it <see cref="Nearest(float)"/> is what its name says, beyond it meaningless.</summary>
    public const float NearestLimit = 4194304f;

    /// <summary>
    /// Drops the fraction. What no integer can hold gives 0, because the low byte of the x86 conversion's "indefinite" is 0;
    /// the published files were made so, and blocks of denormals meet it (their inverse scale is infinite).
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Truncate(float value) => MathF.Abs(value) < 2147483648f ? (int)value : 0;

    /// <summary>Nearest integer, halves away from zero, as C's <c>roundf</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static sbyte RoundAwayFromZero(float value) => unchecked((sbyte)Truncate(MathF.Round(value, MidpointRounding.AwayFromZero)));

    /// <summary>
    /// Nearest integer, halves to even, through <see cref="NearestMagic"/>; beyond 22 bits meaningless, but the same everywhere. An
    /// infinity gives a large negative, NaN 0.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Nearest(float value) => (BitConverter.SingleToInt32Bits(value + NearestMagic) & 0x007FFFFF) - 0x00400000;

    /// <summary>The nearest integer, then clamped.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Nearest(float value, int low, int high) => Math.Max(low, Math.Min(high, Nearest(value)));
}
