using System.Numerics;
using System.Runtime.InteropServices;

namespace Ingot.Tensors.Kernels;

/// <summary>Root mean square normalization.</summary>
/// <remarks>Source: arXiv:1910.07467.</remarks>
public static class RmsNorm
{
    /// <summary><c>output = gain * (input / sqrt(mean(input^2) + epsilon))</c>.</summary>
    /// <param name="input">One position, <c>[hidden]</c>.</param>
    /// <param name="gain">As long as <paramref name="input"/>.</param>
    /// <param name="epsilon">Added to the mean square.</param>
    /// <param name="output">As long as <paramref name="input"/>; may be <paramref name="input"/> itself.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static void Apply(ReadOnlySpan<float> input, ReadOnlySpan<float> gain, float epsilon, Span<float> output)
    {
        if (gain.Length != input.Length || output.Length != input.Length)
            throw new ArgumentException($"{input.Length} inputs, {gain.Length} gains and {output.Length} outputs.");
        double sum = Vector.IsHardwareAccelerated ? SumOfSquares(input) : SumOfSquaresScalar(input);
        float factor = (float)(1 / Math.Sqrt((sum / input.Length) + epsilon));

        int i = 0;
        if (Vector.IsHardwareAccelerated)
        {
            ref float x = ref MemoryMarshal.GetReference(input);
            ref float g = ref MemoryMarshal.GetReference(gain);
            ref float y = ref MemoryMarshal.GetReference(output);
            for (; i <= input.Length - Vector<float>.Count; i += Vector<float>.Count)
                (Vector.LoadUnsafe(ref g, (nuint)i) * (Vector.LoadUnsafe(ref x, (nuint)i) * factor)).StoreUnsafe(ref y, (nuint)i);
        }

        for (; i < input.Length; i++)
            output[i] = gain[i] * (input[i] * factor);
    }

    internal static double SumOfSquaresScalar(ReadOnlySpan<float> input)
    {
        double sum = 0;
        foreach (float value in input)
            sum += (double)value * value;
        return sum;
    }

    // Squares and sums in double, exact or nearly so, as in the scalar code; only the order of additions differs.
    internal static double SumOfSquares(ReadOnlySpan<float> input)
    {
        ref float x = ref MemoryMarshal.GetReference(input);
        Vector<double> even = Vector<double>.Zero, odd = Vector<double>.Zero;
        int i = 0;
        for (; i <= input.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            Vector.Widen(Vector.LoadUnsafe(ref x, (nuint)i), out Vector<double> low, out Vector<double> high);
            even += low * low;
            odd += high * high;
        }

        return Vector.Sum(even + odd) + SumOfSquaresScalar(input[i..]);
    }
}
