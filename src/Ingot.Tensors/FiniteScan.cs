using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Ingot.Tensors;

/// <summary>Looks weights over for what no model should hold, at the speed of memory.</summary>
public static class FiniteScan
{
    private const int ExponentMask = 0x7F800000;
    private const int MagnitudeMask = 0x7FFFFFFF;

    /// <summary>The index of the first NaN or infinity, or -1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static int FirstNonFinite(ReadOnlySpan<float> weights)
    {
        int i = 0;
        if (Vector.IsHardwareAccelerated)
        {
            ref int bits = ref MemoryMarshal.GetReference(MemoryMarshal.Cast<float, int>(weights));
            Vector<int> exponent = new(ExponentMask);
            int width = Vector<int>.Count;
            for (; i <= weights.Length - (4 * width); i += 4 * width)
            {
                // An exponent of all ones marks both. Four vectors at a time; the one at fault is then found below.
                nuint at = (nuint)i;
                Vector<int> bad = Vector.Equals(Vector.LoadUnsafe(ref bits, at) & exponent, exponent)
                    | Vector.Equals(Vector.LoadUnsafe(ref bits, at + (nuint)width) & exponent, exponent)
                    | Vector.Equals(Vector.LoadUnsafe(ref bits, at + (nuint)(2 * width)) & exponent, exponent)
                    | Vector.Equals(Vector.LoadUnsafe(ref bits, at + (nuint)(3 * width)) & exponent, exponent);
                if (bad != Vector<int>.Zero)
                    break;
            }
        }

        for (; i < weights.Length; i++)
        {
            if (!float.IsFinite(weights[i]))
                return i;
        }

        return -1;
    }

    /// <summary>The largest magnitude: 0 of nothing, infinity if there is one, NaN if there is one.</summary>
    /// <remarks>Without the sign, the bits of floats are ordered as integers, with infinity above all and NaN above that.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static float MaxMagnitude(ReadOnlySpan<float> weights)
    {
        ReadOnlySpan<int> bits = MemoryMarshal.Cast<float, int>(weights);
        int i = 0, largest = 0;
        if (Vector.IsHardwareAccelerated && bits.Length >= Vector<int>.Count)
        {
            ref int first = ref MemoryMarshal.GetReference(bits);
            Vector<int> magnitude = new(MagnitudeMask), lanes = Vector<int>.Zero;
            for (; i <= bits.Length - Vector<int>.Count; i += Vector<int>.Count)
                lanes = Vector.Max(lanes, Vector.LoadUnsafe(ref first, (nuint)i) & magnitude);
            for (int lane = 0; lane < Vector<int>.Count; lane++)
                largest = Math.Max(largest, lanes[lane]);
        }

        for (; i < bits.Length; i++)
            largest = Math.Max(largest, bits[i] & MagnitudeMask);
        return BitConverter.Int32BitsToSingle(largest);
    }
}
