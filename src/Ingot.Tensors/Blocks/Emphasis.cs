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
    /// <param name="weights">A multiple of four sub-blocks.</param>
    /// <param name="subBlockLength">Weights in a sub-block.</param>
    /// <param name="emphasis">As long as <paramref name="weights"/>.</param>
    public static void MagnitudeAndSpread(ReadOnlySpan<float> weights, int subBlockLength, Span<float> emphasis)
    {
        TensorPrimitives.Abs(weights, emphasis);
        for (int at = 0; at < weights.Length; at += 4 * subBlockLength)
        {
            // Four sums abreast, each in its order: one alone would wait for every addition.
            ReadOnlySpan<float> first = weights.Slice(at, subBlockLength), second = weights.Slice(at + subBlockLength, subBlockLength);
            ReadOnlySpan<float> third = weights.Slice(at + 2 * subBlockLength, subBlockLength);
            ReadOnlySpan<float> fourth = weights.Slice(at + 3 * subBlockLength, subBlockLength);
            float firstSum = 0, secondSum = 0, thirdSum = 0, fourthSum = 0;
            for (int i = 0; i < first.Length && i < second.Length && i < third.Length && i < fourth.Length; i++)
            {
                firstSum += first[i] * first[i];
                secondSum += second[i] * second[i];
                thirdSum += third[i] * third[i];
                fourthSum += fourth[i] * fourth[i];
            }

            AddSpread(emphasis.Slice(at, subBlockLength), firstSum);
            AddSpread(emphasis.Slice(at + subBlockLength, subBlockLength), secondSum);
            AddSpread(emphasis.Slice(at + 2 * subBlockLength, subBlockLength), thirdSum);
            AddSpread(emphasis.Slice(at + 3 * subBlockLength, subBlockLength), fourthSum);
        }

        static void AddSpread(Span<float> emphasis, float sumOfSquares) =>
            TensorPrimitives.Add(emphasis, MathF.Sqrt(sumOfSquares / emphasis.Length), emphasis);
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
