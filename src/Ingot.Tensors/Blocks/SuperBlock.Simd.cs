using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Ingot.Tensors.Blocks;

internal static partial class SuperBlock
{
    /// <remarks>32 codes a step, widened to four vectors of 8 in order; each lane computes what the scalar code does.</remarks>
    [SkipLocalsInit, MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void DequantizeVector256<TBlock>(ReadOnlySpan<TBlock> blocks, Span<float> weights)
        where TBlock : unmanaged, ISuperBlock<TBlock>
    {
        Span<byte> codes = stackalloc byte[Length];
        Span<short> scales = stackalloc short[Runs], minimums = stackalloc short[Runs];
        Vector256<int> zeroPoint = Vector256.Create(TBlock.ZeroPoint);
        for (int b = 0; b < blocks.Length; b++)
        {
            ref readonly TBlock block = ref blocks[b];
            TBlock.UnpackCodes(block, codes);
            TBlock.UnpackScales(block, scales, minimums);
            float scaleFactor = TBlock.Scale(block), minimumFactor = TBlock.Minimum(block);
            ref float target = ref MemoryMarshal.GetReference(weights.Slice(b * Length, Length));
            for (int s = 0; s < Runs; s += 2)
            {
                (Vector256<ushort> lower, Vector256<ushort> upper) =
                    Vector256.Widen(Vector256.LoadUnsafe(ref MemoryMarshal.GetReference(codes), (nuint)(s * RunLength)));
                Decode(lower, scaleFactor * scales[s], minimumFactor * minimums[s], zeroPoint, ref Unsafe.Add(ref target, s * RunLength));
                Decode(
                    upper, scaleFactor * scales[s + 1], minimumFactor * minimums[s + 1], zeroPoint,
                    ref Unsafe.Add(ref target, (s + 1) * RunLength));
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static void Decode(Vector256<ushort> codes, float scale, float minimum, Vector256<int> zeroPoint, ref float target)
        {
            (Vector256<uint> first, Vector256<uint> second) = Vector256.Widen(codes);
            Vector256<float> scales = Vector256.Create(scale), minimums = Vector256.Create(minimum);
            (scales * Vector256.ConvertToSingle(first.AsInt32() - zeroPoint) - minimums).StoreUnsafe(ref target);
            (scales * Vector256.ConvertToSingle(second.AsInt32() - zeroPoint) - minimums).StoreUnsafe(ref target, 8);
        }
    }

    /// <remarks>
    /// 32 products a step: unsigned codes times signed activations, neighbours added to shorts (63 * 128 * 2 still fits), those times
    /// their run's scale and added to ints. The zero point and the minimums cost one product a run, with the activations' sums.
    /// All exact; so this differs from the scalar code only in the order of the float additions.
    /// </remarks>
    [SkipLocalsInit, MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static float DotAvx2<TBlock>(ReadOnlySpan<TBlock> weights, ReadOnlySpan<BlockQ8_K> activations)
        where TBlock : unmanaged, ISuperBlock<TBlock>
    {
        Span<byte> codes = stackalloc byte[Length];
        Span<short> scales = stackalloc short[Runs], minimums = stackalloc short[Runs];
        Vector256<float> total = Vector256<float>.Zero;
        for (int b = 0; b < weights.Length; b++)
        {
            ref readonly TBlock block = ref weights[b];
            ref readonly BlockQ8_K activation = ref activations[b];
            TBlock.UnpackCodes(block, codes);
            TBlock.UnpackScales(block, scales, minimums);
            Vector256<int> sum = Vector256<int>.Zero;
            for (int s = 0; s < Runs; s += 2)
            {
                Vector256<byte> code = Vector256.LoadUnsafe(ref MemoryMarshal.GetReference(codes), (nuint)(s * RunLength));
                Vector256<sbyte> activity = Vector256.LoadUnsafe(in activation.Codes[0], (nuint)(s * RunLength));
                sum += Avx2.MultiplyAddAdjacent(Avx2.MultiplyAddAdjacent(code, activity), PairScale(scales, s));
            }

            total = Add<TBlock>(total, sum, RunFactors<TBlock>(scales, minimums), block, activation);
        }

        return Vector256.Sum(total);
    }

    /// <remarks>
    /// A block is unpacked once and meets the same block of every vector, in steps as those of <see cref="DotAvx2"/>: the same floats.
    /// </remarks>
    [SkipLocalsInit, MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void DotEachAvx2<TBlock>(
        ReadOnlySpan<TBlock> weights, ReadOnlySpan<BlockQ8_K> activations, int vectorCount, Span<float> output, int outputStride)
        where TBlock : unmanaged, ISuperBlock<TBlock>
    {
        const int AtOnce = 64;
        Span<byte> codes = stackalloc byte[Length];
        Span<short> scales = stackalloc short[Runs], minimums = stackalloc short[Runs];
        Span<Vector256<short>> pairScales = stackalloc Vector256<short>[Runs / 2];
        Span<Vector256<float>> totals = stackalloc Vector256<float>[AtOnce];
        for (int first = 0; first < vectorCount; first += AtOnce)
        {
            int count = Math.Min(AtOnce, vectorCount - first);
            totals[..count].Clear();
            for (int b = 0; b < weights.Length; b++)
            {
                ref readonly TBlock block = ref weights[b];
                TBlock.UnpackCodes(block, codes);
                TBlock.UnpackScales(block, scales, minimums);
                for (int pair = 0; pair < pairScales.Length; pair++)
                    pairScales[pair] = PairScale(scales, 2 * pair);
                Vector256<short> runFactors = RunFactors<TBlock>(scales, minimums);
                for (int v = 0; v < count; v++)
                {
                    ref readonly BlockQ8_K activation = ref activations[(first + v) * weights.Length + b];
                    totals[v] = Add<TBlock>(totals[v], Products(codes, pairScales, activation), runFactors, block, activation);
                }
            }

            for (int v = 0; v < count; v++)
                output[(first + v) * outputStride] = Vector256.Sum(totals[v]);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Products(ReadOnlySpan<byte> codes, ReadOnlySpan<Vector256<short>> pairScales, in BlockQ8_K activation)
    {
        ref byte code = ref MemoryMarshal.GetReference(codes);
        Vector256<int> sum = Vector256<int>.Zero;
        for (int pair = 0; pair < pairScales.Length; pair++)
        {
            nuint at = (nuint)(pair * 2 * RunLength);
            Vector256<short> adjacent = Avx2.MultiplyAddAdjacent(
                Vector256.LoadUnsafe(ref code, at), Vector256.LoadUnsafe(in activation.Codes[0], at));
            sum += Avx2.MultiplyAddAdjacent(adjacent, pairScales[pair]);
        }

        return sum;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<short> PairScale(ReadOnlySpan<short> scales, int run) =>
        Vector256.Create(Vector128.Create(scales[run]), Vector128.Create(scales[run + 1]));

    // What the sums of the activations are multiplied by: the zero point under each run's scale, or the minimums.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<short> RunFactors<TBlock>(ReadOnlySpan<short> scales, ReadOnlySpan<short> minimums)
        where TBlock : unmanaged, ISuperBlock<TBlock> => TBlock.ZeroPoint != 0
            ? Vector256.Create((short)TBlock.ZeroPoint) * Vector256.Create(scales)
            : Vector256.Create(minimums);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Add<TBlock>(
        Vector256<float> total, Vector256<int> products, Vector256<short> runFactors, in TBlock block, in BlockQ8_K activation)
        where TBlock : unmanaged, ISuperBlock<TBlock>
    {
        Vector256<int> offsets = Avx2.MultiplyAddAdjacent(runFactors, Vector256.LoadUnsafe(in activation.Sums[0]));
        if (TBlock.ZeroPoint != 0)
            return total + (Vector256.ConvertToSingle(products - offsets) * Vector256.Create(activation.Scale * TBlock.Scale(block)));
        total += Vector256.ConvertToSingle(products) * Vector256.Create(activation.Scale * TBlock.Scale(block));
        return total - (Vector256.ConvertToSingle(offsets) * Vector256.Create(activation.Scale * TBlock.Minimum(block)));
    }
}
