using System.Numerics.Tensors;

namespace Ingot.Tensors.Blocks;

/// <summary>How much the error of each weight counts while an encoder looks for scales.</summary>
internal static class Emphasis
{
    /// <summary>The magnitude of the weight.</summary>
    public static void Magnitude(ReadOnlySpan<float> weights, Span<float> emphasis) => TensorPrimitives.Abs(weights, emphasis);

    /// <summary>The square of the weight.</summary>
    public static void Square(ReadOnlySpan<float> weights, Span<float> emphasis) => TensorPrimitives.Multiply(weights, weights, emphasis);

    /// <summary>Magnitude of the weight plus the root mean square of its sub-block.</summary>
    public static void MagnitudeAndSpread(ReadOnlySpan<float> weights, int subBlockLength, Span<float> emphasis)
    {
        TensorPrimitives.Abs(weights, emphasis);
        for (int at = 0; at < weights.Length; at += subBlockLength)
        {
            float spread = MathF.Sqrt(SumOfSquares(weights.Slice(at, subBlockLength)) / subBlockLength);
            Span<float> part = emphasis.Slice(at, subBlockLength);
            TensorPrimitives.Add(part, spread, part);
        }
    }

    /// <summary><c>importance * sqrt(variance + weight²)</c>.</summary>
    public static void Important(ReadOnlySpan<float> weights, ReadOnlySpan<float> importance, float variance, Span<float> emphasis)
    {
        TensorPrimitives.Multiply(weights, weights, emphasis);
        TensorPrimitives.Add(emphasis, variance, emphasis);
        TensorPrimitives.Sqrt(emphasis, emphasis);
        TensorPrimitives.Multiply(emphasis, importance, emphasis);
    }

    /// <summary>Added up one by one: the order is part of the format's bytes.</summary>
    public static float SumOfSquares(ReadOnlySpan<float> weights)
    {
        float sum = 0;
        foreach (float weight in weights)
            sum += weight * weight;
        return sum;
    }

    /// <summary>The sum of each sub-block's emphasis, added up one by one.</summary>
    public static void Sum(ReadOnlySpan<float> emphasis, Span<float> sums)
    {
        int length = emphasis.Length / sums.Length;
        for (int s = 0; s < sums.Length; s++)
        {
            float sum = 0;
            foreach (float value in emphasis.Slice(s * length, length))
                sum += value;
            sums[s] = sum;
        }
    }
}
