using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Ingot.Conversion.Execution;

/// <summary>Sums of squares whose digits are the same on every CPU: they are recorded in the files we write.</summary>
internal static class SquaredError
{
    /// <summary>
    /// Adds up squared errors and squared source values in double precision. Eight lanes hold every eighth element; lanes are
    /// added in order at the end, then the remainder. The vector type is emulated where hardware is narrower, with equal results.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static (double Error, double Source) Sum(ReadOnlySpan<float> source, ReadOnlySpan<float> result)
    {
        Vector512<double> errors = Vector512<double>.Zero, sources = Vector512<double>.Zero;
        ref float first = ref MemoryMarshal.GetReference(source);
        ref float second = ref MemoryMarshal.GetReference(result);
        int i = 0;
        for (; i <= source.Length - 16; i += 16)
        {
            (Vector512<double> low, Vector512<double> high) = Vector512.Widen(Vector512.LoadUnsafe(ref first, (nuint)i));
            (Vector512<double> lowResult, Vector512<double> highResult) = Vector512.Widen(Vector512.LoadUnsafe(ref second, (nuint)i));
            Vector512<double> lowError = low - lowResult, highError = high - highResult;
            errors += lowError * lowError;
            errors += highError * highError;
            sources += low * low;
            sources += high * high;
        }

        double error = 0, total = 0;
        for (int lane = 0; lane < Vector512<double>.Count; lane++)
        {
            error += errors[lane];
            total += sources[lane];
        }

        for (; i < source.Length; i++)
        {
            double difference = (double)source[i] - result[i];
            error += difference * difference;
            total += (double)source[i] * source[i];
        }

        return (error, total);
    }
}
