using System.Numerics.Tensors;

namespace Ingot.Tensors.Blocks;

/// <summary>How much the error of each weight counts while an encoder looks for scales.</summary>
internal static class Emphasis
{
    /// <summary>What a rule makes of the weights of one sub-block; with <see cref="EmphasisRule.Given"/> there is nothing to make.</summary>
    public static void Apply(EmphasisRule rule, ReadOnlySpan<float> weights, Span<float> emphasis)
    {
        float spread = rule == EmphasisRule.MagnitudeAndSpread ? MathF.Sqrt(SumOfSquares(weights) / weights.Length) : 0;
        for (int i = 0; i < weights.Length; i++)
            emphasis[i] = rule == EmphasisRule.Square ? weights[i] * weights[i] : MathF.Abs(weights[i]) + spread;
    }

    /// <summary>The square of the weight.</summary>
    public static void Square(ReadOnlySpan<float> weights, Span<float> emphasis) => TensorPrimitives.Multiply(weights, weights, emphasis);

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
