using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Ingot.Tensors.Kernels;

/// <summary>Dot products of plain rows with float activations.</summary>
/// <remarks>
/// Every sum runs in one order that depends on the columns alone: lane j adds the products of columns j, j + lanes, ..., the lanes are
/// added, then the remainder one by one. So a product is the same float however rows and vectors are grouped; another vector width
/// adds in another order. That is why TensorPrimitives.Dot, whose order follows the alignment of its inputs, is not used here. Rows and
/// vectors are taken several at a time: they share loads, and independent sums hide the latency of the additions.
/// </remarks>
public static class DotProduct
{
    /// <summary>The dot product of two runs of floats.</summary>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static float Compute(ReadOnlySpan<float> left, ReadOnlySpan<float> right) => Compute<float, Float32Lanes>(left, right);

    /// <summary>Dot products of consecutive rows with one vector.</summary>
    /// <param name="rows"><c>[rows, columns]</c>.</param>
    /// <param name="vector"><c>[columns]</c>.</param>
    /// <param name="products"><c>[rows]</c>, filled.</param>
    /// <exception cref="ArgumentException">The lengths do not fit each other.</exception>
    public static void Rows(ReadOnlySpan<float> rows, ReadOnlySpan<float> vector, Span<float> products)
    {
        if (rows.Length != (long)products.Length * vector.Length)
            throw new ArgumentException($"{rows.Length} floats are not {products.Length} rows of {vector.Length}.", nameof(rows));
        Rows<float, Float32Lanes>(rows, vector, products);
    }

    internal static float Compute<T, TLanes>(ReadOnlySpan<T> row, ReadOnlySpan<float> activations)
        where T : unmanaged
        where TLanes : IFloatLanes<T>
    {
        if (row.Length != activations.Length)
            throw new ArgumentException($"A row of {row.Length} against {activations.Length} activations.", nameof(activations));
        float product = 0;
        Rows<T, TLanes>(row, activations, new Span<float>(ref product));
        return product;
    }

    internal static void Rows<T, TLanes>(ReadOnlySpan<T> rows, ReadOnlySpan<float> vector, Span<float> products)
        where T : unmanaged
        where TLanes : IFloatLanes<T>
    {
        if (Vector512.IsHardwareAccelerated)
            Rows<T, TLanes, DotVector16>(rows, vector, products);
        else if (Vector256.IsHardwareAccelerated)
            Rows<T, TLanes, DotVector8>(rows, vector, products);
        else if (Vector128.IsHardwareAccelerated)
            Rows<T, TLanes, DotVector4>(rows, vector, products);
        else
            Rows<T, TLanes, DotVector1>(rows, vector, products);
    }

    /// <summary>The same products for rows that come from memory: one row after another, since streams beside each other slow it down.</summary>
    internal static void StoredRows<T, TLanes>(ReadOnlySpan<T> rows, ReadOnlySpan<float> vector, Span<float> products)
        where T : unmanaged
        where TLanes : IFloatLanes<T>
    {
        if (Vector512.IsHardwareAccelerated)
        {
            for (int row = 0; row < products.Length; row++)
                products[row] = OneRow<T, TLanes, DotVector16>(rows.Slice(row * vector.Length, vector.Length), vector);
        }
        else
        {
            // Narrower sums wait longer for each other than for memory.
            Rows<T, TLanes>(rows, vector, products);
        }
    }

    internal static void Rows<T, TLanes, TVector>(ReadOnlySpan<T> rows, ReadOnlySpan<float> vector, Span<float> products)
        where T : unmanaged
        where TLanes : IFloatLanes<T>
        where TVector : struct, IDotVector<TVector>
    {
        int columns = vector.Length, row = 0;
        for (; row <= products.Length - 4; row += 4)
            FourRows<T, TLanes, TVector>(rows.Slice(row * columns, 4 * columns), vector, products.Slice(row, 4));
        for (; row < products.Length; row++)
            products[row] = OneRow<T, TLanes, TVector>(rows.Slice(row * columns, columns), vector);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float OneRow<T, TLanes, TVector>(ReadOnlySpan<T> row, ReadOnlySpan<float> vector)
        where T : unmanaged
        where TLanes : IFloatLanes<T>
        where TVector : struct, IDotVector<TVector>
    {
        ref T w = ref MemoryMarshal.GetReference(row);
        ref float x = ref MemoryMarshal.GetReference(vector);
        TVector sum = default;
        int i = 0;
        for (; i <= vector.Length - TVector.Count; i += TVector.Count)
            sum = TVector.MultiplyAdd(TVector.Load<T, TLanes>(ref w, (nuint)i), TVector.Load<float, Float32Lanes>(ref x, (nuint)i), sum);
        return TVector.Sum(sum) + Remainder<T, TLanes>(row, vector, i);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void FourRows<T, TLanes, TVector>(ReadOnlySpan<T> rows, ReadOnlySpan<float> vector, Span<float> products)
        where T : unmanaged
        where TLanes : IFloatLanes<T>
        where TVector : struct, IDotVector<TVector>
    {
        int columns = vector.Length, i = 0;
        ref T w = ref MemoryMarshal.GetReference(rows);
        ref float x = ref MemoryMarshal.GetReference(vector);
        nuint second = (nuint)columns, third = second * 2, fourth = second * 3;
        TVector s0 = default, s1 = default, s2 = default, s3 = default;
        for (; i <= columns - TVector.Count; i += TVector.Count)
        {
            nuint at = (nuint)i;
            TVector v = TVector.Load<float, Float32Lanes>(ref x, at);
            s0 = TVector.MultiplyAdd(TVector.Load<T, TLanes>(ref w, at), v, s0);
            s1 = TVector.MultiplyAdd(TVector.Load<T, TLanes>(ref w, at + second), v, s1);
            s2 = TVector.MultiplyAdd(TVector.Load<T, TLanes>(ref w, at + third), v, s2);
            s3 = TVector.MultiplyAdd(TVector.Load<T, TLanes>(ref w, at + fourth), v, s3);
        }

        products[0] = TVector.Sum(s0) + Remainder<T, TLanes>(rows[..columns], vector, i);
        products[1] = TVector.Sum(s1) + Remainder<T, TLanes>(rows.Slice(columns, columns), vector, i);
        products[2] = TVector.Sum(s2) + Remainder<T, TLanes>(rows.Slice(2 * columns, columns), vector, i);
        products[3] = TVector.Sum(s3) + Remainder<T, TLanes>(rows.Slice(3 * columns, columns), vector, i);
    }

    internal static float Remainder<T, TLanes>(ReadOnlySpan<T> row, ReadOnlySpan<float> vector, int column)
        where TLanes : IFloatLanes<T>
    {
        float sum = 0;
        for (; column < row.Length; column++)
            sum += TLanes.One(row[column]) * vector[column];
        return sum;
    }
}
