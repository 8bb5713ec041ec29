using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Ingot.Tensors.Blocks;

/// <summary>The last step of an encoder: weights to codes under the scales as they are stored, after their own rounding.</summary>
internal static class SubBlockCodes
{
    /// <summary><c>codes[i] = clamp(round((weights[i] + minimum) / scale), low, high) - low</c>, ties to even.</summary>
    /// <param name="weights">A multiple of 16 weights.</param>
    /// <param name="minimum">What to add.</param>
    /// <param name="scale">What to divide by.</param>
    /// <param name="low">The smallest code before it is counted from 0.</param>
    /// <param name="high">The largest code.</param>
    /// <param name="codes">As long as <paramref name="weights"/>.</param>
    public static void Round(ReadOnlySpan<float> weights, float minimum, float scale, int low, int high, Span<byte> codes)
    {
        if (Vector128.IsHardwareAccelerated)
            RoundVector256(weights, minimum, scale, low, high, codes);
        else
            RoundScalar(weights, minimum, scale, low, high, codes);
    }

    /// <inheritdoc cref="Round"/>
    public static void RoundScalar(ReadOnlySpan<float> weights, float minimum, float scale, int low, int high, Span<byte> codes)
    {
        for (int i = 0; i < codes.Length; i++)
            codes[i] = (byte)(ReferenceRounding.Nearest((weights[i] + minimum) / scale, low, high) - low);
    }

    /// <inheritdoc cref="Round"/>
    /// <remarks>16 weights a step, lane by lane the scalar operations; codes fit a byte, so narrowing keeps them.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void RoundVector256(ReadOnlySpan<float> weights, float minimum, float scale, int low, int high, Span<byte> codes)
    {
        Vector256<float> minimums = Vector256.Create(minimum), scales = Vector256.Create(scale);
        ref float source = ref MemoryMarshal.GetReference(weights);
        ref byte target = ref MemoryMarshal.GetReference(codes);
        for (int i = 0; i + 16 <= codes.Length; i += 16)
        {
            Vector256<int> first = Nearest((Vector256.LoadUnsafe(ref source, (nuint)i) + minimums) / scales, low, high);
            Vector256<int> second = Nearest((Vector256.LoadUnsafe(ref source, (nuint)i + 8) + minimums) / scales, low, high);
            Narrow(first, second).StoreUnsafe(ref target, (nuint)i);
        }
    }

    /// <summary><c>codes[i] = clamp(round((weights[i] - origin) * inverse), low, high) - low</c>, as the searches round.</summary>
    /// <param name="weights">A multiple of 16 weights.</param>
    /// <param name="origin">What to subtract.</param>
    /// <param name="inverse">What to multiply by.</param>
    /// <param name="low">The smallest code before it is counted from 0.</param>
    /// <param name="high">The largest code.</param>
    /// <param name="codes">As long as <paramref name="weights"/>.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void RoundByInverse(ReadOnlySpan<float> weights, float origin, float inverse, int low, int high, Span<byte> codes)
    {
        Vector256<float> origins = Vector256.Create(origin), inverses = Vector256.Create(inverse);
        ref float source = ref MemoryMarshal.GetReference(weights);
        ref byte target = ref MemoryMarshal.GetReference(codes);
        for (int i = 0; i + 16 <= codes.Length; i += 16)
        {
            Vector256<int> first = Nearest((Vector256.LoadUnsafe(ref source, (nuint)i) - origins) * inverses, low, high);
            Vector256<int> second = Nearest((Vector256.LoadUnsafe(ref source, (nuint)i + 8) - origins) * inverses, low, high);
            Narrow(first, second).StoreUnsafe(ref target, (nuint)i);
        }
    }

    private static Vector256<int> Nearest(Vector256<float> value, int low, int high)
    {
        Vector256<int> bits = (value + Vector256.Create(ReferenceRounding.NearestMagic)).AsInt32();
        Vector256<int> nearest = (bits & Vector256.Create(0x007FFFFF)) - Vector256.Create(0x00400000);
        return Vector256.Max(Vector256.Create(low), Vector256.Min(Vector256.Create(high), nearest)) - Vector256.Create(low);
    }

    private static Vector128<byte> Narrow(Vector256<int> first, Vector256<int> second)
    {
        Vector256<short> shorts = Vector256.Narrow(first, second);
        return Vector128.Narrow(shorts.GetLower(), shorts.GetUpper()).AsByte();
    }
}
