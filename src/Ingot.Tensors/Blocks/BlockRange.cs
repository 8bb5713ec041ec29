using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Ingot.Tensors.Blocks;

/// <summary>The extremes of 32 weights, with vectors. Four vectors of 8 hold a block; finite weights have one answer in any order.</summary>
internal static class BlockRange
{
    /// <summary>The largest magnitude.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float LargestMagnitude(ReadOnlySpan<float> weights)
    {
        ref float first = ref MemoryMarshal.GetReference(weights[..32]);
        Vector256<float> largest = Vector256.MaxNative(
            Vector256.MaxNative(Vector256.Abs(Vector256.LoadUnsafe(ref first)), Vector256.Abs(Vector256.LoadUnsafe(ref first, 8))),
            Vector256.MaxNative(Vector256.Abs(Vector256.LoadUnsafe(ref first, 16)), Vector256.Abs(Vector256.LoadUnsafe(ref first, 24))));
        return Greatest(largest);
    }

    /// <summary>The weight of largest magnitude; of several, the first.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Furthest(ReadOnlySpan<float> weights)
    {
        float magnitude = LargestMagnitude(weights);
        uint positive = EqualMask(weights, magnitude), negative = EqualMask(weights, -magnitude);
        return BitOperations.TrailingZeroCount(positive) <= BitOperations.TrailingZeroCount(negative) ? magnitude : -magnitude;
    }

    /// <summary>The least and the greatest weight. A zero has the sign of the first zero among the weights.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (float Minimum, float Maximum) Ends(ReadOnlySpan<float> weights)
    {
        ref float first = ref MemoryMarshal.GetReference(weights[..32]);
        Vector256<float> v0 = Vector256.LoadUnsafe(ref first), v1 = Vector256.LoadUnsafe(ref first, 8);
        Vector256<float> v2 = Vector256.LoadUnsafe(ref first, 16), v3 = Vector256.LoadUnsafe(ref first, 24);
        // The least is the greatest of the negated, negated.
        float minimum = -Greatest(-Vector256.MinNative(Vector256.MinNative(v0, v1), Vector256.MinNative(v2, v3)));
        float maximum = Greatest(Vector256.MaxNative(Vector256.MaxNative(v0, v1), Vector256.MaxNative(v2, v3)));
        // Comparisons take -0 and +0 for equal, so the scalar scan keeps whichever came first, and its sign reaches the file.
        if (minimum == 0)
            minimum = weights[BitOperations.TrailingZeroCount(EqualMask(weights, 0))];
        if (maximum == 0)
            maximum = weights[BitOperations.TrailingZeroCount(EqualMask(weights, 0))];
        return (minimum, maximum);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint EqualMask(ReadOnlySpan<float> weights, float value)
    {
        ref float first = ref MemoryMarshal.GetReference(weights[..32]);
        Vector256<float> wanted = Vector256.Create(value);
        return Vector256.Equals(Vector256.LoadUnsafe(ref first), wanted).ExtractMostSignificantBits()
            | Vector256.Equals(Vector256.LoadUnsafe(ref first, 8), wanted).ExtractMostSignificantBits() << 8
            | Vector256.Equals(Vector256.LoadUnsafe(ref first, 16), wanted).ExtractMostSignificantBits() << 16
            | Vector256.Equals(Vector256.LoadUnsafe(ref first, 24), wanted).ExtractMostSignificantBits() << 24;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float Greatest(Vector256<float> values)
    {
        Vector128<float> four = Vector128.MaxNative(values.GetLower(), values.GetUpper());
        Vector128<float> two = Vector128.MaxNative(four, Vector128.Shuffle(four, Vector128.Create(2, 3, 0, 1)));
        return Vector128.MaxNative(two, Vector128.Shuffle(two, Vector128.Create(1, 0, 3, 2))).ToScalar();
    }
}
