using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Ingot.Tensors.Kernels;

/// <summary>Dot products of plain rows with float activations.</summary>
/// <remarks>
/// Four accumulators, so that additions need not wait for each other; then the lanes are summed and the remainder follows one by
/// one. The same CPU gives the same bits; another vector width adds in another order.
/// </remarks>
public static class DotProduct
{
    /// <summary>The dot product of two runs of floats.</summary>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static float Compute(ReadOnlySpan<float> left, ReadOnlySpan<float> right) => Compute<float, Float32Lanes>(left, right);

    internal static float Compute<T, TLanes>(ReadOnlySpan<T> row, ReadOnlySpan<float> activations)
        where T : unmanaged
        where TLanes : IFloatLanes<T>
    {
        if (row.Length != activations.Length)
            throw new ArgumentException($"A row of {row.Length} against {activations.Length} activations.", nameof(activations));
        return Vector512.IsHardwareAccelerated ? Compute512<T, TLanes>(row, activations)
            : Vector256.IsHardwareAccelerated ? Compute256<T, TLanes>(row, activations)
            : Vector128.IsHardwareAccelerated ? Compute128<T, TLanes>(row, activations)
            : ComputeScalar<T, TLanes>(row, activations);
    }

    internal static float ComputeScalar<T, TLanes>(ReadOnlySpan<T> row, ReadOnlySpan<float> activations)
        where T : unmanaged
        where TLanes : IFloatLanes<T>
    {
        float sum = 0;
        for (int i = 0; i < row.Length; i++)
            sum += TLanes.One(row[i]) * activations[i];
        return sum;
    }

    internal static float Compute512<T, TLanes>(ReadOnlySpan<T> row, ReadOnlySpan<float> activations)
        where T : unmanaged
        where TLanes : IFloatLanes<T>
    {
        ref T w = ref MemoryMarshal.GetReference(row);
        ref float x = ref MemoryMarshal.GetReference(activations);
        Vector512<float> s0 = default, s1 = default, s2 = default, s3 = default;
        int i = 0;
        for (; i <= row.Length - 64; i += 64)
        {
            s0 = Vector512.MultiplyAddEstimate(TLanes.Sixteen(ref w, (nuint)i), Vector512.LoadUnsafe(ref x, (nuint)i), s0);
            s1 = Vector512.MultiplyAddEstimate(TLanes.Sixteen(ref w, (nuint)i + 16), Vector512.LoadUnsafe(ref x, (nuint)i + 16), s1);
            s2 = Vector512.MultiplyAddEstimate(TLanes.Sixteen(ref w, (nuint)i + 32), Vector512.LoadUnsafe(ref x, (nuint)i + 32), s2);
            s3 = Vector512.MultiplyAddEstimate(TLanes.Sixteen(ref w, (nuint)i + 48), Vector512.LoadUnsafe(ref x, (nuint)i + 48), s3);
        }

        for (; i <= row.Length - 16; i += 16)
            s0 = Vector512.MultiplyAddEstimate(TLanes.Sixteen(ref w, (nuint)i), Vector512.LoadUnsafe(ref x, (nuint)i), s0);
        return Vector512.Sum(s0 + s1 + (s2 + s3)) + ComputeScalar<T, TLanes>(row[i..], activations[i..]);
    }

    internal static float Compute256<T, TLanes>(ReadOnlySpan<T> row, ReadOnlySpan<float> activations)
        where T : unmanaged
        where TLanes : IFloatLanes<T>
    {
        ref T w = ref MemoryMarshal.GetReference(row);
        ref float x = ref MemoryMarshal.GetReference(activations);
        Vector256<float> s0 = default, s1 = default, s2 = default, s3 = default;
        int i = 0;
        for (; i <= row.Length - 32; i += 32)
        {
            s0 = Vector256.MultiplyAddEstimate(TLanes.Eight(ref w, (nuint)i), Vector256.LoadUnsafe(ref x, (nuint)i), s0);
            s1 = Vector256.MultiplyAddEstimate(TLanes.Eight(ref w, (nuint)i + 8), Vector256.LoadUnsafe(ref x, (nuint)i + 8), s1);
            s2 = Vector256.MultiplyAddEstimate(TLanes.Eight(ref w, (nuint)i + 16), Vector256.LoadUnsafe(ref x, (nuint)i + 16), s2);
            s3 = Vector256.MultiplyAddEstimate(TLanes.Eight(ref w, (nuint)i + 24), Vector256.LoadUnsafe(ref x, (nuint)i + 24), s3);
        }

        for (; i <= row.Length - 8; i += 8)
            s0 = Vector256.MultiplyAddEstimate(TLanes.Eight(ref w, (nuint)i), Vector256.LoadUnsafe(ref x, (nuint)i), s0);
        return Vector256.Sum(s0 + s1 + (s2 + s3)) + ComputeScalar<T, TLanes>(row[i..], activations[i..]);
    }

    internal static float Compute128<T, TLanes>(ReadOnlySpan<T> row, ReadOnlySpan<float> activations)
        where T : unmanaged
        where TLanes : IFloatLanes<T>
    {
        ref T w = ref MemoryMarshal.GetReference(row);
        ref float x = ref MemoryMarshal.GetReference(activations);
        Vector128<float> s0 = default, s1 = default, s2 = default, s3 = default;
        int i = 0;
        for (; i <= row.Length - 16; i += 16)
        {
            s0 = Vector128.MultiplyAddEstimate(TLanes.Four(ref w, (nuint)i), Vector128.LoadUnsafe(ref x, (nuint)i), s0);
            s1 = Vector128.MultiplyAddEstimate(TLanes.Four(ref w, (nuint)i + 4), Vector128.LoadUnsafe(ref x, (nuint)i + 4), s1);
            s2 = Vector128.MultiplyAddEstimate(TLanes.Four(ref w, (nuint)i + 8), Vector128.LoadUnsafe(ref x, (nuint)i + 8), s2);
            s3 = Vector128.MultiplyAddEstimate(TLanes.Four(ref w, (nuint)i + 12), Vector128.LoadUnsafe(ref x, (nuint)i + 12), s3);
        }

        for (; i <= row.Length - 4; i += 4)
            s0 = Vector128.MultiplyAddEstimate(TLanes.Four(ref w, (nuint)i), Vector128.LoadUnsafe(ref x, (nuint)i), s0);
        return Vector128.Sum(s0 + s1 + (s2 + s3)) + ComputeScalar<T, TLanes>(row[i..], activations[i..]);
    }
}
