using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Ingot.Tensors.Blocks;

/// <content>Dot products with 512-bit vectors: a quarter of a super-block, 64 codes or four runs, a step.</content>
internal static partial class SuperBlock
{
    /// <remarks>
    /// As <see cref="DotAvx2"/>, 64 products a step, with codes that go from the block straight into registers. Integer sums are exact;
    /// 16 lanes of floats are summed over the blocks, so this differs from the scalar code in the order and fusing of additions only.
    /// </remarks>
    [SkipLocalsInit, MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static float DotAvx512<TBlock>(ReadOnlySpan<TBlock> weights, ReadOnlySpan<BlockQ8_K> activations)
        where TBlock : unmanaged, ISuperBlock<TBlock>
    {
        activations = activations[..weights.Length];
        Span<short> scales = stackalloc short[Runs], minimums = stackalloc short[Runs];
        Vector512<float> total = Vector512<float>.Zero;
        for (int b = 0; b < weights.Length; b++)
        {
            ref readonly TBlock block = ref weights[b];
            ref readonly BlockQ8_K activation = ref activations[b];
            TBlock.UnpackScales(block, scales, minimums);
            Vector512<short> runScales = Vector256.Create<short>(scales).ToVector512Unsafe();
            QuarterCodes codes = TBlock.CodesOf(block);
            Vector512<int> products =
                Products(codes.First, RunScales(runScales, 0), activation, 0) + Products(codes.Second, RunScales(runScales, 1), activation, 64)
                + (Products(codes.Third, RunScales(runScales, 2), activation, 128) + Products(codes.Fourth, RunScales(runScales, 3), activation, 192));
            total = Add<TBlock>(total, products, RunFactors<TBlock>(scales, minimums), TBlock.Scale(block), TBlock.Minimum(block), activation);
        }

        return Vector512.Sum(total);
    }

    /// <remarks>A block goes into registers once and meets the same block of every vector, in the steps of <see cref="DotAvx512"/>.</remarks>
    [SkipLocalsInit, MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void DotEachAvx512<TBlock>(
        ReadOnlySpan<TBlock> weights, ReadOnlySpan<BlockQ8_K> activations, int vectorCount, Span<float> output, int outputStride)
        where TBlock : unmanaged, ISuperBlock<TBlock>
    {
        // So few that their activations are still in the second-level cache when the next row comes.
        const int AtOnce = 64;
        Span<Vector512<float>> totals = stackalloc Vector512<float>[AtOnce];
        Span<short> scales = stackalloc short[Runs], minimums = stackalloc short[Runs];
        for (int first = 0; first < vectorCount; first += AtOnce)
        {
            Span<Vector512<float>> sums = totals[..Math.Min(AtOnce, vectorCount - first)];
            sums.Clear();
            for (int b = 0; b < weights.Length; b++)
            {
                ref readonly TBlock block = ref weights[b];
                TBlock.UnpackScales(block, scales, minimums);
                Vector512<short> runScales = Vector256.Create<short>(scales).ToVector512Unsafe();
                QuarterCodes codes = TBlock.CodesOf(block);
                (Vector512<byte> c0, Vector512<byte> c1, Vector512<byte> c2, Vector512<byte> c3) = (codes.First, codes.Second, codes.Third, codes.Fourth);
                Vector512<short> s0 = RunScales(runScales, 0), s1 = RunScales(runScales, 1), s2 = RunScales(runScales, 2), s3 = RunScales(runScales, 3);
                Vector256<short> factors = RunFactors<TBlock>(scales, minimums);
                float scale = TBlock.Scale(block), minimum = TBlock.Minimum(block);
                ref BlockQ8_K activation = ref Unsafe.Add(ref MemoryMarshal.GetReference(activations), first * weights.Length + b);
                for (int v = 0; v < sums.Length; v++)
                {
                    Vector512<int> products = Products(c0, s0, activation, 0) + Products(c1, s1, activation, 64)
                        + (Products(c2, s2, activation, 128) + Products(c3, s3, activation, 192));
                    sums[v] = Add<TBlock>(sums[v], products, factors, scale, minimum, activation);
                    activation = ref Unsafe.Add(ref activation, weights.Length);
                }
            }

            for (int v = 0; v < sums.Length; v++)
                output[(first + v) * outputStride] = Vector512.Sum(sums[v]);
        }
    }

    // A scale for each of 32 shorts, of which eight (16 codes added in pairs) belong to a run.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<short> RunScales(Vector512<short> scales, int quarter)
    {
        Vector512<short> runs = Vector512.Create(
            (short)0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2, 3, 3, 3, 3, 3, 3, 3, 3);
        return Avx512BW.PermuteVar32x16(scales, runs + Vector512.Create((short)(4 * quarter)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<int> Products(Vector512<byte> codes, Vector512<short> scales, in BlockQ8_K activation, nuint at) =>
        Avx512BW.MultiplyAddAdjacent(
            Avx512BW.MultiplyAddAdjacent(codes, Vector512.LoadUnsafe(in Unsafe.As<SBytes256, sbyte>(ref Unsafe.AsRef(in activation.Codes)), at)), scales);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Add<TBlock>(
        Vector512<float> total, Vector512<int> products, Vector256<short> runFactors, float scale, float minimum, in BlockQ8_K activation)
        where TBlock : unmanaged, ISuperBlock<TBlock>
    {
        Vector256<int> offsets = Avx2.MultiplyAddAdjacent(
            runFactors, Vector256.LoadUnsafe(in Unsafe.As<Shorts16, short>(ref Unsafe.AsRef(in activation.Sums))));
        Vector512<float> factor = Vector512.Create(activation.Scale * scale);
        if (TBlock.ZeroPoint != 0)
            return Vector512.FusedMultiplyAdd(Vector512.ConvertToSingle(products - offsets.ToVector512()), factor, total);
        total = Vector512.FusedMultiplyAdd(Vector512.ConvertToSingle(products), factor, total);
        Vector512<float> subtracted = Vector256.ConvertToSingle(offsets).ToVector512();
        return Vector512.FusedMultiplyAdd(subtracted, Vector512.Create(activation.Scale * -minimum), total);
    }
}
