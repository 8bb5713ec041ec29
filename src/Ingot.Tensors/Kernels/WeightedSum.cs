using System.Numerics;
using System.Runtime.InteropServices;

namespace Ingot.Tensors.Kernels;

/// <summary>Adding up vectors by weight: attention's values, residuals, expert outputs.</summary>
public static class WeightedSum
{
    /// <summary><c>sums += weight * values</c>; product and sum rounded each, so the same bits on every CPU.</summary>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static void Add(float weight, ReadOnlySpan<float> values, Span<float> sums)
    {
        if (values.Length != sums.Length)
            throw new ArgumentException($"{values.Length} values for {sums.Length} sums.", nameof(values));
        int i = 0;
        if (Vector.IsHardwareAccelerated)
        {
            ref float from = ref MemoryMarshal.GetReference(values);
            ref float to = ref MemoryMarshal.GetReference(sums);
            for (; i <= values.Length - Vector<float>.Count; i += Vector<float>.Count)
                (Vector.LoadUnsafe(ref to, (nuint)i) + (Vector.LoadUnsafe(ref from, (nuint)i) * weight)).StoreUnsafe(ref to, (nuint)i);
        }

        for (; i < values.Length; i++)
            sums[i] += weight * values[i];
    }
}
