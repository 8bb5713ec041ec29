using System.Numerics;
using System.Runtime.InteropServices;
using Ingot.Models;

namespace Ingot.Inference.Kernels;

/// <summary>Rotates the pairs of a head (arXiv:2104.09864).</summary>
internal static class RopeKernel
{
    /// <summary>Rotates one head in place.</summary>
    /// <param name="head"><c>[headLength]</c>.</param>
    /// <param name="cosines"><c>[headLength / 2]</c> of one position.</param>
    /// <param name="sines"><c>[headLength / 2]</c> of one position.</param>
    /// <param name="layout">Which elements are a pair.</param>
    public static void Rotate(Span<float> head, ReadOnlySpan<float> cosines, ReadOnlySpan<float> sines, RopeLayout layout)
    {
        if (layout == RopeLayout.HalfSplit)
            RotateHalves(head, cosines, sines);
        else
            RotateNeighbours(head, cosines, sines);
    }

    private static void RotateHalves(Span<float> head, ReadOnlySpan<float> cosines, ReadOnlySpan<float> sines)
    {
        int half = cosines.Length, i = 0;
        ref float low = ref MemoryMarshal.GetReference(head), high = ref head[half];
        ref float cosine = ref MemoryMarshal.GetReference(cosines), sine = ref MemoryMarshal.GetReference(sines);
        for (; i <= half - Vector<float>.Count; i += Vector<float>.Count)
        {
            nuint at = (nuint)i;
            Vector<float> x = Vector.LoadUnsafe(ref low, at), y = Vector.LoadUnsafe(ref high, at);
            Vector<float> c = Vector.LoadUnsafe(ref cosine, at), s = Vector.LoadUnsafe(ref sine, at);
            (x * c - y * s).StoreUnsafe(ref low, at);
            (y * c + x * s).StoreUnsafe(ref high, at);
        }

        for (; i < half; i++)
            (head[i], head[half + i]) = (head[i] * cosines[i] - head[half + i] * sines[i], head[half + i] * cosines[i] + head[i] * sines[i]);
    }

    private static void RotateNeighbours(Span<float> head, ReadOnlySpan<float> cosines, ReadOnlySpan<float> sines)
    {
        for (int i = 0; i < cosines.Length; i++)
        {
            float x = head[2 * i], y = head[2 * i + 1];
            head[2 * i] = x * cosines[i] - y * sines[i];
            head[2 * i + 1] = y * cosines[i] + x * sines[i];
        }
    }
}
