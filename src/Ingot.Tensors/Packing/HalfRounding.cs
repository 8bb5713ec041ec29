using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Ingot.Tensors.Packing;

/// <summary>Rounds floats to the nearest half, ties to even, and leaves them floats: what a kernel that computes in halves does at each step.</summary>
public static class HalfRounding
{
    private const uint SignBit = 0x80000000;

    // 2^-14: below it halves are multiples of 2^-24.
    private const uint SmallestNormal = 0x38800000;
    private const uint BeyondLargest = 0x47800000;
    private const uint Infinity = 0x7F800000;

    /// <summary>Rounds in place; beyond 65519 it is infinity, NaN stays.</summary>
    public static void Round(Span<float> values)
    {
        int i = 0;
        if (Vector256.IsHardwareAccelerated)
        {
            ref float first = ref MemoryMarshal.GetReference(values);
            for (; i <= values.Length - Vector256<float>.Count; i += Vector256<float>.Count)
                Round(Vector256.LoadUnsafe(ref first, (nuint)i)).StoreUnsafe(ref first, (nuint)i);
        }

        RoundScalar(values[i..]);
    }

    internal static void RoundScalar(Span<float> values)
    {
        foreach (ref float value in values)
            value = (float)(Half)value;
    }

    private static Vector256<float> Round(Vector256<float> values)
    {
        Vector256<uint> bits = values.AsUInt32(), sign = bits & Vector256.Create(SignBit), size = bits ^ sign;
        // Normal halves keep ten bits of mantissa. A carry out of them is the next exponent, as it should be.
        Vector256<uint> normal = (size + Vector256.Create(0x0FFFu) + ((size >>> 13) & Vector256<uint>.One)) & Vector256.Create(~0x1FFFu);
        normal = Vector256.ConditionalSelect(Vector256.LessThan(normal, Vector256.Create(BeyondLargest)), normal, Vector256.Create(Infinity));
        normal = Vector256.ConditionalSelect(Vector256.GreaterThan(size, Vector256.Create(Infinity)), size, normal);
        // Near 3/4 floats are multiples of 2^-24, so the sum rounds just there.
        Vector256<float> anchor = Vector256.Create(0.75f);
        Vector256<uint> small = (size.AsSingle() + anchor - anchor).AsUInt32();
        return (Vector256.ConditionalSelect(Vector256.LessThan(size, Vector256.Create(SmallestNormal)), small, normal) | sign).AsSingle();
    }
}
