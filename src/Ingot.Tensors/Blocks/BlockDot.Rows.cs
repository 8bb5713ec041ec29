using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Ingot.Tensors.Kernels;

namespace Ingot.Tensors.Blocks;

/// <content>Rows against vectors of Q8_0 with 512-bit vectors, where vectors are prepared once for all rows.</content>
/// <remarks>
/// The order of additions, whatever number of rows and vectors: the products of a block are one integer, which becomes a float; sixteen
/// sums run along a row, of blocks 0, 16, ..., of blocks 1, 17, ... and so on, and are added as <see cref="DotVector16.Sum"/> adds. For a row
/// and a vector, they are the lanes of one register. For many vectors, sixteen rows are the lanes, and the sums so many registers.
/// </remarks>
internal static partial class BlockDot
{
    private const int BlockLength = 32;
    private const int Sums = 16;

    // Fewer vectors than these do not repay turning the rows' codes.
    private const int VectorsWorthTurning = 4;

    /// <summary>The dot product of a row and a vector.</summary>
    public static float Dot<TBlock>(ReadOnlySpan<TBlock> weights, ReadOnlySpan<BlockQ8_0> activations)
        where TBlock : unmanaged, IScaledCodes<TBlock>
    {
        if (!Avx512BW.IsSupported)
            return Scaled(weights, activations);
        float product = 0;
        RowsAvx512(weights, 1, activations, 1, new Span<float>(ref product), 1);
        return product;
    }

    /// <summary><c>output[v * outputStride + row]</c>: the same floats as <see cref="Dot"/> gives for each row and vector.</summary>
    public static void Rows<TBlock>(
        ReadOnlySpan<TBlock> rows, int rowCount, ReadOnlySpan<BlockQ8_0> vectors, int vectorCount, Span<float> output, int outputStride)
        where TBlock : unmanaged, IScaledCodes<TBlock>
    {
        int length = rows.Length / rowCount, row = 0;
        if (Avx512BW.IsSupported && vectorCount >= VectorsWorthTurning && rowCount >= Sums)
        {
            row = rowCount / Sums * Sums;
            RowTile.Multiply(rows[..(row * length)], row, vectors, vectorCount, output, outputStride);
        }

        if (row == rowCount)
            return;
        if (Avx512BW.IsSupported)
        {
            RowsAvx512(rows[(row * length)..], rowCount - row, vectors, vectorCount, output[row..], outputStride);
            return;
        }

        for (; row < rowCount; row++)
            TBlock.DotEach(rows.Slice(row * length, length), vectors, vectorCount, output[row..], outputStride);
    }

    private static void RowsAvx512<TBlock>(
        ReadOnlySpan<TBlock> rows, int rowCount, ReadOnlySpan<BlockQ8_0> vectors, int vectorCount, Span<float> output, int outputStride)
        where TBlock : unmanaged, IScaledCodes<TBlock>
    {
        int length = rows.Length / rowCount, padded = (length + Sums - 1) / Sums * Sums;
        short[] codeBuffer = ArrayPool<short>.Shared.Rent(padded * BlockLength);
        float[] scaleBuffer = ArrayPool<float>.Shared.Rent(padded);
        ushort[] halves = ArrayPool<ushort>.Shared.Rent(padded);
        Span<short> codes = codeBuffer.AsSpan(0, padded * BlockLength);
        Span<float> scales = scaleBuffer.AsSpan(0, padded);
        // What is beyond a row multiplies to 0.
        codes[(length * BlockLength)..].Clear();
        scales[length..].Clear();
        for (int v = 0; v < vectorCount; v++)
        {
            Widen(vectors.Slice(v * length, length), codes, scales);
            for (int row = 0; row < rowCount; row++)
                output[v * outputStride + row] = RowAvx512(rows.Slice(row * length, length), codes, scales, halves);
        }

        ArrayPool<short>.Shared.Return(codeBuffer);
        ArrayPool<float>.Shared.Return(scaleBuffer);
        ArrayPool<ushort>.Shared.Return(halves);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Widen(ReadOnlySpan<BlockQ8_0> blocks, Span<short> codes, Span<float> scales)
    {
        for (int b = 0; b < blocks.Length; b++)
        {
            Avx512BW.ConvertToVector512Int16(BlockQ8_0.CodesOf(in blocks[b])).CopyTo(codes[(b * BlockLength)..]);
            scales[b] = Float16Lanes.One(blocks[b].Scale);
        }
    }

    /// <param name="weights">A row.</param>
    /// <param name="codes">The vector's, widened and padded.</param>
    /// <param name="scales">The vector's, padded.</param>
    /// <param name="halves">Scratch as long as <paramref name="scales"/>.</param>
    [SkipLocalsInit, MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float RowAvx512<TBlock>(ReadOnlySpan<TBlock> weights, ReadOnlySpan<short> codes, ReadOnlySpan<float> scales, Span<ushort> halves)
        where TBlock : unmanaged, IScaledCodes<TBlock>
    {
        ref TBlock block = ref MemoryMarshal.GetReference(weights);
        ref short code = ref MemoryMarshal.GetReference(codes);
        ref ushort half = ref MemoryMarshal.GetReference(halves[..scales.Length]);
        int b = 0, whole = weights.Length / Sums * Sums;
        for (; b < weights.Length; b++)
            Unsafe.Add(ref half, b) = BitConverter.HalfToUInt16Bits(TBlock.ScaleOf(in Unsafe.Add(ref block, b)));
        for (; b < scales.Length; b++)
            Unsafe.Add(ref half, b) = 0;

        Vector512<float> sums = Vector512<float>.Zero;
        for (b = 0; b < whole; b += Sums)
            sums = AddSixteen(ref Unsafe.Add(ref block, b), ref Unsafe.Add(ref code, b * BlockLength), ref Unsafe.Add(ref half, b), in scales[b], sums);
        if (whole < weights.Length)
        {
            Span<TBlock> last = stackalloc TBlock[Sums];
            last.Clear();
            weights[whole..].CopyTo(last);
            sums = AddSixteen(ref last[0], ref Unsafe.Add(ref code, whole * BlockLength), ref Unsafe.Add(ref half, whole), in scales[whole], sums);
        }

        return DotVector16.Sum(new(sums));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> AddSixteen<TBlock>(ref TBlock block, ref short code, ref ushort half, ref readonly float scale, Vector512<float> sums)
        where TBlock : unmanaged, IScaledCodes<TBlock>
    {
        Vector512<int> first = FourBlocks(ref block, ref code, 0), second = FourBlocks(ref block, ref code, 1);
        Vector512<int> low = Avx512F.UnpackLow(first, second) + Avx512F.UnpackHigh(first, second);
        first = FourBlocks(ref block, ref code, 2);
        second = FourBlocks(ref block, ref code, 3);
        Vector512<int> high = Avx512F.UnpackLow(first, second) + Avx512F.UnpackHigh(first, second);
        Vector512<int> products = Avx512F.UnpackLow(low.AsInt64(), high.AsInt64()).AsInt32() + Avx512F.UnpackHigh(low.AsInt64(), high.AsInt64()).AsInt32();
        Vector512<float> both = Float16Lanes.Sixteen(Vector256.LoadUnsafe(ref half)) * Vector512.LoadUnsafe(in scale);
        return Vector512.FusedMultiplyAdd(Vector512.ConvertToSingle(products), both, sums);
    }

    // Of blocks b, b + 4, b + 8, b + 12, a quarter of the result each: four integers whose sum is the block's.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<int> FourBlocks<TBlock>(ref TBlock block, ref short code, int b)
        where TBlock : unmanaged, IScaledCodes<TBlock>
    {
        Vector512<int> first = TwoBlocks(ref block, ref code, b), second = TwoBlocks(ref block, ref code, b + 8);
        return Avx512F.Shuffle4x128(first, second, 0b10_00_10_00) + Avx512F.Shuffle4x128(first, second, 0b11_01_11_01);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<int> TwoBlocks<TBlock>(ref TBlock block, ref short code, int b)
        where TBlock : unmanaged, IScaledCodes<TBlock>
    {
        Vector512<int> first = OneBlock(ref block, ref code, b), second = OneBlock(ref block, ref code, b + 4);
        return Avx512F.Shuffle4x128(first, second, 0b01_00_01_00) + Avx512F.Shuffle4x128(first, second, 0b11_10_11_10);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<int> OneBlock<TBlock>(ref TBlock block, ref short code, int b)
        where TBlock : unmanaged, IScaledCodes<TBlock> => Avx512BW.MultiplyAddAdjacent(
            Avx512BW.ConvertToVector512Int16(TBlock.CodesOf(in Unsafe.Add(ref block, b))), Vector512.LoadUnsafe(ref code, (nuint)(b * BlockLength)));
}
