using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Ingot.Tensors.Kernels;

namespace Ingot.Tensors.Blocks;

/// <summary>Sixteen rows of blocks of 32 codes against many vectors of Q8_0: a row is a lane of 512-bit vectors.</summary>
/// <remarks>
/// The codes of a block of all rows are widened and turned once, so that a vector holds two neighbouring codes of every row; they then meet
/// two codes of an activation, the same in each lane, and sixteen such steps give the rows' products of a block. The integers are exact
/// and the floats added in the order <see cref="BlockDot"/> states.
/// </remarks>
internal static class RowTile
{
    private const int BlockLength = 32;
    private const int Pairs = BlockLength / 2;
    private const int Lanes = 16;
    private const int VectorsAtOnce = 4;

    /// <summary><c>output[v * outputStride + row]</c>.</summary>
    /// <param name="rows"><paramref name="rowCount"/> rows, one after another.</param>
    /// <param name="rowCount">A multiple of 16.</param>
    /// <param name="vectors">Whole encoded vectors, one after another.</param>
    /// <param name="vectorCount">How many.</param>
    /// <param name="output">Of row r and vector v at <c>v * outputStride + r</c>.</param>
    /// <param name="outputStride">Floats from one vector's products to the next one's.</param>
    public static void Multiply<TBlock>(
        ReadOnlySpan<TBlock> rows, int rowCount, ReadOnlySpan<BlockQ8_0> vectors, int vectorCount, Span<float> output, int outputStride)
        where TBlock : unmanaged, IScaledCodes<TBlock>
    {
        int length = rows.Length / rowCount;
        short[] codes = ArrayPool<short>.Shared.Rent(vectorCount * length * BlockLength);
        float[] scales = ArrayPool<float>.Shared.Rent(vectorCount * length);
        float[] sumBuffer = ArrayPool<float>.Shared.Rent(vectorCount * Lanes * Lanes);
        Span<Vector512<float>> sums = MemoryMarshal.Cast<float, Vector512<float>>(sumBuffer.AsSpan(0, vectorCount * Lanes * Lanes));
        Widen(vectors, length, vectorCount, codes, scales);
        for (int row = 0; row < rowCount; row += Lanes)
        {
            sums.Clear();
            Add(rows.Slice(row * length, Lanes * length), length, codes, scales, vectorCount, sums);
            for (int v = 0; v < vectorCount; v++)
                Sum(sums, v, vectorCount).CopyTo(output[(v * outputStride + row)..]);
        }

        ArrayPool<short>.Shared.Return(codes);
        ArrayPool<float>.Shared.Return(scales);
        ArrayPool<float>.Shared.Return(sumBuffer);
    }

    // Block by block, as they are needed: [blocks, vectors, codes].
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Widen(ReadOnlySpan<BlockQ8_0> vectors, int length, int vectorCount, Span<short> codes, Span<float> scales)
    {
        for (int b = 0; b < length; b++)
        {
            for (int v = 0; v < vectorCount; v++)
            {
                ref readonly BlockQ8_0 block = ref vectors[v * length + b];
                int at = b * vectorCount + v;
                Avx512BW.ConvertToVector512Int16(BlockQ8_0.CodesOf(in block)).CopyTo(codes[(at * BlockLength)..]);
                scales[at] = Float16Lanes.One(block.Scale);
            }
        }
    }

    [SkipLocalsInit, MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Add<TBlock>(
        ReadOnlySpan<TBlock> rows, int length, ReadOnlySpan<short> codes, ReadOnlySpan<float> scales, int vectorCount, Span<Vector512<float>> sums)
        where TBlock : unmanaged, IScaledCodes<TBlock>
    {
        Span<float> scratch = AlignedScratch.Of(stackalloc float[2 * Lanes * Pairs + AlignedScratch.Slack]);
        Span<float> stored = scratch[..(Lanes * Pairs)], turned = scratch[(Lanes * Pairs)..];
        Span<Half> halves = stackalloc Half[Lanes];
        for (int b = 0; b < length; b++)
        {
            for (int row = 0; row < Lanes; row++)
            {
                ref readonly TBlock block = ref rows[row * length + b];
                halves[row] = TBlock.ScaleOf(in block);
                Avx512BW.ConvertToVector512Int16(TBlock.CodesOf(in block)).AsSingle().CopyTo(stored[(row * Pairs)..]);
            }

            LaneTranspose.Run(stored, Pairs, Lanes, turned);
            Vector512<float> rowScales = Float16Lanes.Sixteen(ref halves[0], 0);
            ref short weights = ref Unsafe.As<float, short>(ref MemoryMarshal.GetReference(turned));
            ref short vector = ref Unsafe.AsRef(in codes[b * vectorCount * BlockLength]);
            ref float scale = ref Unsafe.AsRef(in scales[b * vectorCount]);
            ref Vector512<float> sum = ref sums[b % Lanes * vectorCount];
            int v = 0;
            for (; v <= vectorCount - VectorsAtOnce; v += VectorsAtOnce)
                AddFour(ref weights, rowScales, ref Unsafe.Add(ref vector, v * BlockLength), ref Unsafe.Add(ref scale, v), ref Unsafe.Add(ref sum, v));
            for (; v < vectorCount; v++)
                AddOne(ref weights, rowScales, ref Unsafe.Add(ref vector, v * BlockLength), Unsafe.Add(ref scale, v), ref Unsafe.Add(ref sum, v));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddFour(ref short weights, Vector512<float> rowScales, ref short vector, ref float scale, ref Vector512<float> sum)
    {
        Vector512<int> first = default, second = default, third = default, fourth = default;
        ref int pairs = ref Unsafe.As<short, int>(ref vector);
        for (nuint pair = 0; pair < Pairs; pair++)
        {
            Vector512<short> codes = Vector512.LoadUnsafe(ref weights, pair * 2 * Lanes);
            ref int activation = ref Unsafe.Add(ref pairs, pair);
            first += Avx512BW.MultiplyAddAdjacent(codes, Vector512.Create(activation).AsInt16());
            second += Avx512BW.MultiplyAddAdjacent(codes, Vector512.Create(Unsafe.Add(ref activation, Pairs)).AsInt16());
            third += Avx512BW.MultiplyAddAdjacent(codes, Vector512.Create(Unsafe.Add(ref activation, 2 * Pairs)).AsInt16());
            fourth += Avx512BW.MultiplyAddAdjacent(codes, Vector512.Create(Unsafe.Add(ref activation, 3 * Pairs)).AsInt16());
        }

        Scale(first, rowScales, scale, ref sum);
        Scale(second, rowScales, Unsafe.Add(ref scale, 1), ref Unsafe.Add(ref sum, 1));
        Scale(third, rowScales, Unsafe.Add(ref scale, 2), ref Unsafe.Add(ref sum, 2));
        Scale(fourth, rowScales, Unsafe.Add(ref scale, 3), ref Unsafe.Add(ref sum, 3));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddOne(ref short weights, Vector512<float> rowScales, ref short vector, float scale, ref Vector512<float> sum)
    {
        Vector512<int> products = default;
        ref int pairs = ref Unsafe.As<short, int>(ref vector);
        for (nuint pair = 0; pair < Pairs; pair++)
        {
            products += Avx512BW.MultiplyAddAdjacent(
                Vector512.LoadUnsafe(ref weights, pair * 2 * Lanes), Vector512.Create(Unsafe.Add(ref pairs, pair)).AsInt16());
        }

        Scale(products, rowScales, scale, ref sum);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Scale(Vector512<int> products, Vector512<float> rowScales, float scale, ref Vector512<float> sum) =>
        sum = Vector512.FusedMultiplyAdd(Vector512.ConvertToSingle(products), rowScales * Vector512.Create(scale), sum);

    // Lane by lane the additions of DotVector16.Sum. The sums of one place are adjacent, [16, vectors]: far apart, they would share few sets of the cache.
    private static Vector512<float> Sum(ReadOnlySpan<Vector512<float>> sums, int v, int vectorCount)
    {
        return Four(sums, v, vectorCount) + Four(sums, v + 2 * vectorCount, vectorCount)
            + (Four(sums, v + vectorCount, vectorCount) + Four(sums, v + 3 * vectorCount, vectorCount));

        static Vector512<float> Four(ReadOnlySpan<Vector512<float>> sums, int first, int vectorCount) =>
            sums[first] + sums[first + 8 * vectorCount] + (sums[first + 4 * vectorCount] + sums[first + 12 * vectorCount]);
    }
}
