using System.Numerics;
using System.Runtime.InteropServices;

namespace Ingot.Tensors.Kernels;

/// <summary>Sums of rows, each times a weight: the value half of attention, expert outputs.</summary>
public static class WeightedSum
{
    /// <summary>Adds <c>weights[r] * rows[r]</c> to the sum, in the order of the rows.</summary>
    /// <param name="rows"><c>[rows, columns]</c>.</param>
    /// <param name="weights"><c>[rows]</c>.</param>
    /// <param name="sum"><c>[columns]</c>.</param>
    /// <exception cref="ArgumentException">The lengths do not fit each other.</exception>
    public static void Add(ReadOnlySpan<float> rows, ReadOnlySpan<float> weights, Span<float> sum)
    {
        if (rows.Length != (long)weights.Length * sum.Length)
            throw new ArgumentException($"{rows.Length} floats are not {weights.Length} rows of {sum.Length}.", nameof(rows));
        int columns = sum.Length, lanes = Vector<float>.Count, column = 0;
        ref float first = ref MemoryMarshal.GetReference(rows), target = ref MemoryMarshal.GetReference(sum);

        // Four vectors of columns stay in registers while all rows pass by.
        for (; column <= columns - 4 * lanes; column += 4 * lanes)
        {
            nuint at = (nuint)column;
            Vector<float> sum0 = Vector.LoadUnsafe(ref target, at);
            Vector<float> sum1 = Vector.LoadUnsafe(ref target, at + (nuint)lanes);
            Vector<float> sum2 = Vector.LoadUnsafe(ref target, at + (nuint)(2 * lanes));
            Vector<float> sum3 = Vector.LoadUnsafe(ref target, at + (nuint)(3 * lanes));
            for (int row = 0; row < weights.Length; row++)
            {
                Vector<float> weight = new(weights[row]);
                nuint from = (nuint)(row * columns + column);
                sum0 = Vector.MultiplyAddEstimate(weight, Vector.LoadUnsafe(ref first, from), sum0);
                sum1 = Vector.MultiplyAddEstimate(weight, Vector.LoadUnsafe(ref first, from + (nuint)lanes), sum1);
                sum2 = Vector.MultiplyAddEstimate(weight, Vector.LoadUnsafe(ref first, from + (nuint)(2 * lanes)), sum2);
                sum3 = Vector.MultiplyAddEstimate(weight, Vector.LoadUnsafe(ref first, from + (nuint)(3 * lanes)), sum3);
            }

            sum0.StoreUnsafe(ref target, at);
            sum1.StoreUnsafe(ref target, at + (nuint)lanes);
            sum2.StoreUnsafe(ref target, at + (nuint)(2 * lanes));
            sum3.StoreUnsafe(ref target, at + (nuint)(3 * lanes));
        }

        for (; column < columns; column++)
        {
            float total = sum[column];
            for (int row = 0; row < weights.Length; row++)
                total += weights[row] * rows[row * columns + column];
            sum[column] = total;
        }
    }
}
