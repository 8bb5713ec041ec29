using System.Numerics.Tensors;
using Ingot.Inference.Precision;
using Ingot.Models;
using Ingot.Tensors.Kernels;

namespace Ingot.Inference.Decoder;

/// <summary>A norm with its weights.</summary>
/// <param name="kind">How it scales.</param>
/// <param name="epsilon">Added under the root.</param>
/// <param name="gain">One a value; ones where nothing was trained.</param>
/// <param name="bias">One a value, or empty.</param>
/// <param name="rounding">Where it rounds.</param>
/// <param name="rounder">Whether it does.</param>
internal sealed class Norm(NormKind kind, float epsilon, float[] gain, float[] bias, NormRounding rounding, Rounder rounder)
{
    // What is rounded before the gain is normed without one.
    private readonly float[] ones = rounder.Rounds(RoundingPoints.Norm) && rounding == NormRounding.AroundGain ? [.. Enumerable.Repeat(1f, gain.Length)] : [];

    /// <summary>Values it spans.</summary>
    public int Length => gain.Length;

    /// <summary>Norms as many values; output and input may be the same.</summary>
    public void Apply(ReadOnlySpan<float> input, Span<float> output)
    {
        if (kind == NormKind.Layer)
        {
            LayerNorm.Apply(input, gain, bias, epsilon, output);
        }
        else if (ones.Length > 0)
        {
            RmsNorm.Apply(input, ones, epsilon, output);
            rounder.Apply(RoundingPoints.Norm, output);
            TensorPrimitives.Multiply(output, gain, output);
        }
        else
        {
            RmsNorm.Apply(input, gain, epsilon, output);
        }

        rounder.Apply(RoundingPoints.Norm, output);
    }

    /// <summary>Norms in float64.</summary>
    public double[] ApplyWide(ReadOnlySpan<double> input)
    {
        double[] output = input.ToArray();
        if (kind == NormKind.Layer)
            TensorPrimitives.Subtract(output, TensorPrimitives.Sum<double>(output) / output.Length, output);
        double factor = 1 / Math.Sqrt((TensorPrimitives.SumOfSquares<double>(output) / output.Length) + epsilon);
        for (int i = 0; i < output.Length; i++)
            output[i] = (output[i] * factor * gain[i]) + (bias.Length == 0 ? 0.0 : bias[i]);
        return output;
    }
}
