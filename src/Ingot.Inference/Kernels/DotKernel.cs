using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Ingot.Inference.Kernels;

/// <summary>Dot products of float rows.</summary>
/// <remarks>
/// Every sum runs in one order that depends on the columns alone: lane j adds the products of columns j, j + lanes, ..., the lanes are
/// added, then the remainder. So a product is the same float however rows and vectors are grouped. That is why TensorPrimitives.Dot, whose
/// order follows the alignment of its inputs, is not used here.
/// </remarks>
internal static class DotKernel
{
    /// <summary>One dot product.</summary>
    public static float Dot(ReadOnlySpan<float> left, ReadOnlySpan<float> right)
    {
        ref float a = ref MemoryMarshal.GetReference(left), b = ref MemoryMarshal.GetReference(right);
        Vector<float> sum = Vector<float>.Zero;
        int column = 0;
        for (; column <= left.Length - Vector<float>.Count; column += Vector<float>.Count)
            sum = Vector.MultiplyAddEstimate(Load(ref a, column), Load(ref b, column), sum);
        return Vector.Sum(sum) + Remainder(left, right, column);
    }

    /// <summary>Dot products of consecutive rows with one vector.</summary>
    /// <param name="rows"><c>[rows, columns]</c>.</param>
    /// <param name="vector"><c>[columns]</c>.</param>
    /// <param name="products"><c>[rows]</c>, filled.</param>
    public static void Rows(ReadOnlySpan<float> rows, ReadOnlySpan<float> vector, Span<float> products)
    {
        int columns = vector.Length, row = 0;
        for (; row <= products.Length - 4; row += 4)
            Four(rows.Slice(row * columns, 4 * columns), vector, products.Slice(row, 4));
        for (; row < products.Length; row++)
            products[row] = Dot(rows.Slice(row * columns, columns), vector);
    }

    // Four rows share each load of the vector, and four independent sums hide the latency of the additions.
    private static void Four(ReadOnlySpan<float> rows, ReadOnlySpan<float> vector, Span<float> products)
    {
        int columns = vector.Length, column = 0;
        ref float row = ref MemoryMarshal.GetReference(rows), x = ref MemoryMarshal.GetReference(vector);
        Vector<float> sum0 = Vector<float>.Zero, sum1 = sum0, sum2 = sum0, sum3 = sum0;
        for (; column <= columns - Vector<float>.Count; column += Vector<float>.Count)
        {
            Vector<float> v = Load(ref x, column);
            sum0 = Vector.MultiplyAddEstimate(Load(ref row, column), v, sum0);
            sum1 = Vector.MultiplyAddEstimate(Load(ref row, columns + column), v, sum1);
            sum2 = Vector.MultiplyAddEstimate(Load(ref row, 2 * columns + column), v, sum2);
            sum3 = Vector.MultiplyAddEstimate(Load(ref row, 3 * columns + column), v, sum3);
        }

        products[0] = Vector.Sum(sum0) + Remainder(rows[..columns], vector, column);
        products[1] = Vector.Sum(sum1) + Remainder(rows.Slice(columns, columns), vector, column);
        products[2] = Vector.Sum(sum2) + Remainder(rows.Slice(2 * columns, columns), vector, column);
        products[3] = Vector.Sum(sum3) + Remainder(rows.Slice(3 * columns, columns), vector, column);
    }

    private static float Remainder(ReadOnlySpan<float> left, ReadOnlySpan<float> right, int column)
    {
        float sum = 0;
        for (; column < left.Length; column++)
            sum += left[column] * right[column];
        return sum;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<float> Load(ref float start, int index) => Vector.LoadUnsafe(ref start, (nuint)index);
}
