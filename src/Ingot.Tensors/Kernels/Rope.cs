using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Ingot.Tensors.Kernels;

/// <summary>Rotary position embedding of one head, with the cosines and sines of its position given.</summary>
/// <remarks>
/// Pair i turns by angle i: <c>(a, b)</c> becomes <c>(a cos - b sin, a sin + b cos)</c>. Where a pair's members lie is the
/// layout. Dimensions beyond twice the number of angles stay as they are (partial rotation). Source: arXiv:2104.09864.
/// </remarks>
public static class Rope
{
    /// <summary>Half-split layout: pair i is dimensions i and i + n of the 2n that rotate. Hugging Face's.</summary>
    /// <param name="head">Rotated in place, <c>[head length]</c>.</param>
    /// <param name="cosines">One per pair.</param>
    /// <param name="sines">As long as <paramref name="cosines"/>.</param>
    /// <exception cref="ArgumentException">The lengths do not fit each other.</exception>
    public static void RotateHalfSplit(Span<float> head, ReadOnlySpan<float> cosines, ReadOnlySpan<float> sines)
    {
        Check(head, cosines, sines);
        int i = 0, pairs = cosines.Length;
        if (Vector.IsHardwareAccelerated)
        {
            ref float first = ref MemoryMarshal.GetReference(head);
            ref float c = ref MemoryMarshal.GetReference(cosines);
            ref float s = ref MemoryMarshal.GetReference(sines);
            for (; i <= pairs - Vector<float>.Count; i += Vector<float>.Count)
            {
                Vector<float> a = Vector.LoadUnsafe(ref first, (nuint)i), b = Vector.LoadUnsafe(ref first, (nuint)(i + pairs));
                Vector<float> cos = Vector.LoadUnsafe(ref c, (nuint)i), sin = Vector.LoadUnsafe(ref s, (nuint)i);
                ((a * cos) - (b * sin)).StoreUnsafe(ref first, (nuint)i);
                ((a * sin) + (b * cos)).StoreUnsafe(ref first, (nuint)(i + pairs));
            }
        }

        for (; i < pairs; i++)
            (head[i], head[i + pairs]) = Rotate(head[i], head[i + pairs], cosines[i], sines[i]);
    }

    /// <summary>Interleaved layout: pair i is dimensions 2i and 2i + 1. Llama's own, and GGUF's for such models.</summary>
    /// <param name="head">Rotated in place, <c>[head length]</c>.</param>
    /// <param name="cosines">One per pair.</param>
    /// <param name="sines">As long as <paramref name="cosines"/>.</param>
    /// <exception cref="ArgumentException">The lengths do not fit each other.</exception>
    public static void RotateInterleaved(Span<float> head, ReadOnlySpan<float> cosines, ReadOnlySpan<float> sines)
    {
        Check(head, cosines, sines);
        int i = 0;
        if (Vector128.IsHardwareAccelerated)
        {
            // Two pairs (a b a b): each times its cosine, plus its partner times the sine, negated for the first of a pair.
            ref float first = ref MemoryMarshal.GetReference(head);
            ref float c = ref MemoryMarshal.GetReference(cosines);
            ref float s = ref MemoryMarshal.GetReference(sines);
            Vector128<float> signs = Vector128.Create(-0f, 0f, -0f, 0f);
            for (; i <= cosines.Length - 2; i += 2)
            {
                Vector128<float> x = Vector128.LoadUnsafe(ref first, (nuint)(2 * i));
                Vector128<float> partner = Vector128.Shuffle(x, Vector128.Create(1, 0, 3, 2));
                ((x * EachTwice(ref c, i)) + (partner * (EachTwice(ref s, i) ^ signs))).StoreUnsafe(ref first, (nuint)(2 * i));
            }
        }

        for (; i < cosines.Length; i++)
            (head[2 * i], head[(2 * i) + 1]) = Rotate(head[2 * i], head[(2 * i) + 1], cosines[i], sines[i]);
    }

    private static Vector128<float> EachTwice(ref float first, int index) => Vector128.Shuffle(
        Vector128.Create(Unsafe.Add(ref first, index), Unsafe.Add(ref first, index + 1), 0, 0), Vector128.Create(0, 0, 1, 1));

    private static (float A, float B) Rotate(float a, float b, float cos, float sin) => ((a * cos) - (b * sin), (a * sin) + (b * cos));

    private static void Check(ReadOnlySpan<float> head, ReadOnlySpan<float> cosines, ReadOnlySpan<float> sines)
    {
        if (cosines.Length != sines.Length || cosines.Length > head.Length / 2)
            throw new ArgumentException($"{cosines.Length} cosines and {sines.Length} sines for a head of {head.Length}.");
    }
}
