using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Ingot.Tensors.Kernels;

/// <summary>Products of many plain rows with many vectors, in the order of additions of <see cref="DotProduct"/>: the same floats.</summary>
/// <remarks>
/// Columns are taken a block at a time, so that what tiles of four rows and four vectors share stays in the nearest cache. A tile's
/// sixteen sums are lanes in registers; between blocks they wait in memory, as lanes, and are summed only after the last.
/// </remarks>
internal static class MatrixProduct
{
    /// <summary>As many rows as share the nearest caches well.</summary>
    public const int RowsAtOnce = 16;

    private const int BlockColumns = 512;
    private const int Tile = 4;

    /// <summary><c>output[v * outputStride + row] = rows[row] · vectors[v]</c>; lengths are the caller's care.</summary>
    public static void Run<T>(
        PlainConversion<T> conversion, ReadOnlySpan<T> rows, int rowCount, ReadOnlySpan<float> vectors, int vectorCount, Span<float> output, int outputStride)
        where T : unmanaged
    {
        if (Vector512.IsHardwareAccelerated)
            Run<T, DotVector16>(conversion, rows, rowCount, vectors, vectorCount, output, outputStride);
        else if (Vector256.IsHardwareAccelerated)
            Run<T, DotVector8>(conversion, rows, rowCount, vectors, vectorCount, output, outputStride);
        else if (Vector128.IsHardwareAccelerated)
            Run<T, DotVector4>(conversion, rows, rowCount, vectors, vectorCount, output, outputStride);
        else
            Run<T, DotVector1>(conversion, rows, rowCount, vectors, vectorCount, output, outputStride);
    }

    internal static void Run<T, TVector>(
        PlainConversion<T> conversion, ReadOnlySpan<T> rows, int rowCount, ReadOnlySpan<float> vectors, int vectorCount, Span<float> output, int outputStride)
        where T : unmanaged
        where TVector : unmanaged, IDotVector<TVector>
    {
        int columns = rows.Length / rowCount, whole = columns / TVector.Count * TVector.Count;
        float[] sumBuffer = ArrayPool<float>.Shared.Rent(rowCount * vectorCount * TVector.Count);
        float[] decoded = ArrayPool<float>.Shared.Rent(rowCount * BlockColumns);
        try
        {
            Span<TVector> sums = MemoryMarshal.Cast<float, TVector>(sumBuffer.AsSpan(0, rowCount * vectorCount * TVector.Count));
            sums.Clear();
            for (int column = 0; column < whole; column += BlockColumns)
            {
                int count = Math.Min(BlockColumns, whole - column);
                if (typeof(T) == typeof(float))
                {
                    ReadOnlySpan<float> stored = MemoryMarshal.Cast<T, float>(rows);
                    AddBlock(stored[column..], columns, rowCount, vectors[column..], columns, vectorCount, count, sums);
                    continue;
                }

                for (int row = 0; row < rowCount; row++)
                    conversion.Decode(rows.Slice(row * columns + column, count), decoded.AsSpan(row * BlockColumns, count));
                AddBlock(decoded, BlockColumns, rowCount, vectors[column..], columns, vectorCount, count, sums);
            }

            Store(sums, rowCount, vectorCount, output, outputStride);
            if (whole < columns)
                AddRemainders(conversion, rows, rowCount, whole, vectors, vectorCount, output, outputStride);
        }
        finally
        {
            ArrayPool<float>.Shared.Return(decoded);
            ArrayPool<float>.Shared.Return(sumBuffer);
        }
    }

    // The sums of a vector are adjacent: [vectors, rows, lanes].
    private static void AddBlock<TVector>(
        ReadOnlySpan<float> rows, int rowStride, int rowCount, ReadOnlySpan<float> vectors, int vectorStride, int vectorCount, int count, Span<TVector> sums)
        where TVector : unmanaged, IDotVector<TVector>
    {
        for (int v = 0; v < vectorCount; v += Tile)
        {
            for (int row = 0; row < rowCount; row += Tile)
            {
                ref readonly float w = ref rows[row * rowStride];
                ref readonly float x = ref vectors[v * vectorStride];
                ref TVector tile = ref sums[v * rowCount + row];
                if (row + Tile <= rowCount && v + Tile <= vectorCount)
                {
                    AddTile(in w, (nuint)rowStride, in x, (nuint)vectorStride, count, ref tile, rowCount);
                    continue;
                }

                for (int i = 0; i < Math.Min(Tile, vectorCount - v); i++)
                {
                    for (int j = 0; j < Math.Min(Tile, rowCount - row); j++)
                        AddOne(in rows[(row + j) * rowStride], in vectors[(v + i) * vectorStride], count, ref sums[(v + i) * rowCount + row + j]);
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddTile<TVector>(
        ref readonly float rows, nuint rowStride, ref readonly float vectors, nuint vectorStride, int count, ref TVector sums, int sumStride)
        where TVector : unmanaged, IDotVector<TVector>
    {
        ref float w = ref Unsafe.AsRef(in rows), x = ref Unsafe.AsRef(in vectors);
        ref TVector s0 = ref sums, s1 = ref Unsafe.Add(ref s0, sumStride), s2 = ref Unsafe.Add(ref s1, sumStride), s3 = ref Unsafe.Add(ref s2, sumStride);
        nuint row2 = 2 * rowStride, row3 = 3 * rowStride, vector2 = 2 * vectorStride, vector3 = 3 * vectorStride;
        TVector a0 = s0, a1 = Unsafe.Add(ref s0, 1), a2 = Unsafe.Add(ref s0, 2), a3 = Unsafe.Add(ref s0, 3);
        TVector b0 = s1, b1 = Unsafe.Add(ref s1, 1), b2 = Unsafe.Add(ref s1, 2), b3 = Unsafe.Add(ref s1, 3);
        TVector c0 = s2, c1 = Unsafe.Add(ref s2, 1), c2 = Unsafe.Add(ref s2, 2), c3 = Unsafe.Add(ref s2, 3);
        TVector d0 = s3, d1 = Unsafe.Add(ref s3, 1), d2 = Unsafe.Add(ref s3, 2), d3 = Unsafe.Add(ref s3, 3);
        for (nuint i = 0; i < (nuint)count; i += (nuint)TVector.Count)
        {
            TVector w0 = Load<TVector>(ref w, i), w1 = Load<TVector>(ref w, i + rowStride), w2 = Load<TVector>(ref w, i + row2), w3 = Load<TVector>(ref w, i + row3);
            TVector v = Load<TVector>(ref x, i);
            a0 = TVector.MultiplyAdd(w0, v, a0);
            a1 = TVector.MultiplyAdd(w1, v, a1);
            a2 = TVector.MultiplyAdd(w2, v, a2);
            a3 = TVector.MultiplyAdd(w3, v, a3);
            v = Load<TVector>(ref x, i + vectorStride);
            b0 = TVector.MultiplyAdd(w0, v, b0);
            b1 = TVector.MultiplyAdd(w1, v, b1);
            b2 = TVector.MultiplyAdd(w2, v, b2);
            b3 = TVector.MultiplyAdd(w3, v, b3);
            v = Load<TVector>(ref x, i + vector2);
            c0 = TVector.MultiplyAdd(w0, v, c0);
            c1 = TVector.MultiplyAdd(w1, v, c1);
            c2 = TVector.MultiplyAdd(w2, v, c2);
            c3 = TVector.MultiplyAdd(w3, v, c3);
            v = Load<TVector>(ref x, i + vector3);
            d0 = TVector.MultiplyAdd(w0, v, d0);
            d1 = TVector.MultiplyAdd(w1, v, d1);
            d2 = TVector.MultiplyAdd(w2, v, d2);
            d3 = TVector.MultiplyAdd(w3, v, d3);
        }

        Write(ref s0, a0, a1, a2, a3);
        Write(ref s1, b0, b1, b2, b3);
        Write(ref s2, c0, c1, c2, c3);
        Write(ref s3, d0, d1, d2, d3);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Write<TVector>(ref TVector target, TVector first, TVector second, TVector third, TVector fourth)
    {
        target = first;
        Unsafe.Add(ref target, 1) = second;
        Unsafe.Add(ref target, 2) = third;
        Unsafe.Add(ref target, 3) = fourth;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddOne<TVector>(ref readonly float row, ref readonly float vector, int count, ref TVector sum)
        where TVector : unmanaged, IDotVector<TVector>
    {
        ref float w = ref Unsafe.AsRef(in row), x = ref Unsafe.AsRef(in vector);
        TVector total = sum;
        for (nuint i = 0; i < (nuint)count; i += (nuint)TVector.Count)
            total = TVector.MultiplyAdd(Load<TVector>(ref w, i), Load<TVector>(ref x, i), total);
        sum = total;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Load<TVector>(ref float first, nuint offset)
        where TVector : struct, IDotVector<TVector> => TVector.Load<float, Float32Lanes>(ref first, offset);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Store<TVector>(ReadOnlySpan<TVector> sums, int rowCount, int vectorCount, Span<float> output, int outputStride)
        where TVector : unmanaged, IDotVector<TVector>
    {
        for (int v = 0; v < vectorCount; v++)
        {
            ReadOnlySpan<TVector> from = sums.Slice(v * rowCount, rowCount);
            Span<float> to = output.Slice(v * outputStride, rowCount);
            int row = 0;
            for (; row <= rowCount - Tile; row += Tile)
                TVector.Sums(from[row], from[row + 1], from[row + 2], from[row + 3]).CopyTo(to[row..]);
            for (; row < rowCount; row++)
                to[row] = TVector.Sum(from[row]);
        }
    }

    // Too few columns to fill a vector, one by one.
    private static void AddRemainders<T>(
        PlainConversion<T> conversion, ReadOnlySpan<T> rows, int rowCount, int column, ReadOnlySpan<float> vectors, int vectorCount, Span<float> output, int outputStride)
    {
        int columns = rows.Length / rowCount;
        Span<float> decoded = stackalloc float[columns - column];
        for (int row = 0; row < rowCount; row++)
        {
            conversion.Decode(rows.Slice(row * columns + column, decoded.Length), decoded);
            for (int v = 0; v < vectorCount; v++)
                output[v * outputStride + row] += DotProduct.Remainder<float, Float32Lanes>(decoded, vectors.Slice(v * columns + column, decoded.Length), 0);
        }
    }
}
