using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Ingot.Tensors.Blocks;

/// <summary>Turns sub-blocks that lie one after the other into ones that lie side by side, one a lane.</summary>
internal static class LaneTranspose
{
    private const int Tile = 8;

    /// <summary>Entry <c>[i, s]</c> becomes element <c>i</c> of sub-block <c>s</c>; entries of missing sub-blocks become 0.</summary>
    /// <param name="source">Whole sub-blocks.</param>
    /// <param name="length">Elements of one, a multiple of 8.</param>
    /// <param name="lanes">Entries of one element: the distance of two elements of a sub-block.</param>
    /// <param name="target">Its first <paramref name="length"/> times <paramref name="lanes"/> entries are filled.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(ReadOnlySpan<float> source, int length, int lanes, Span<float> target)
    {
        int count = source.Length / length, s = 0;
        if (count < lanes)
            target[..(length * lanes)].Clear();
        ref float from = ref MemoryMarshal.GetReference(source);
        ref float to = ref MemoryMarshal.GetReference(target[..(length * lanes)]);
        if (Avx2.IsSupported)
        {
            for (; s <= count - Tile; s += Tile)
            {
                for (int i = 0; i < length; i += Tile)
                    Turn(ref Unsafe.Add(ref from, s * length + i), length, ref Unsafe.Add(ref to, i * lanes + s), lanes);
            }
        }

        for (; s < count; s++)
        {
            for (int i = 0; i < length; i++)
                Unsafe.Add(ref to, i * lanes + s) = Unsafe.Add(ref from, s * length + i);
        }
    }

    // 8 sub-blocks by 8 elements: pairs, then fours within the halves of a vector, then the halves.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Turn(ref float from, int fromStride, ref float to, int toStride)
    {
        (Vector256<float> a0, Vector256<float> a1, Vector256<float> a2, Vector256<float> a3) = Fours(ref from, fromStride);
        (Vector256<float> b0, Vector256<float> b1, Vector256<float> b2, Vector256<float> b3) =
            Fours(ref Unsafe.Add(ref from, 4 * fromStride), fromStride);
        Avx.Permute2x128(a0, b0, 0x20).StoreUnsafe(ref to);
        Avx.Permute2x128(a1, b1, 0x20).StoreUnsafe(ref to, (nuint)toStride);
        Avx.Permute2x128(a2, b2, 0x20).StoreUnsafe(ref to, (nuint)(2 * toStride));
        Avx.Permute2x128(a3, b3, 0x20).StoreUnsafe(ref to, (nuint)(3 * toStride));
        Avx.Permute2x128(a0, b0, 0x31).StoreUnsafe(ref to, (nuint)(4 * toStride));
        Avx.Permute2x128(a1, b1, 0x31).StoreUnsafe(ref to, (nuint)(5 * toStride));
        Avx.Permute2x128(a2, b2, 0x31).StoreUnsafe(ref to, (nuint)(6 * toStride));
        Avx.Permute2x128(a3, b3, 0x31).StoreUnsafe(ref to, (nuint)(7 * toStride));
    }

    // Element k of four sub-blocks in the lower half of vector k, element k + 4 in its upper half.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector256<float>, Vector256<float>, Vector256<float>, Vector256<float>) Fours(ref float from, int stride)
    {
        Vector256<float> r0 = Vector256.LoadUnsafe(ref from), r1 = Vector256.LoadUnsafe(ref from, (nuint)stride);
        Vector256<float> r2 = Vector256.LoadUnsafe(ref from, (nuint)(2 * stride)), r3 = Vector256.LoadUnsafe(ref from, (nuint)(3 * stride));
        Vector256<float> low01 = Avx.UnpackLow(r0, r1), high01 = Avx.UnpackHigh(r0, r1);
        Vector256<float> low23 = Avx.UnpackLow(r2, r3), high23 = Avx.UnpackHigh(r2, r3);
        return (
            Avx.Shuffle(low01, low23, 0x44), Avx.Shuffle(low01, low23, 0xEE), Avx.Shuffle(high01, high23, 0x44), Avx.Shuffle(high01, high23, 0xEE));
    }
}
