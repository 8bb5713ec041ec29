using System.Numerics.Tensors;
using Ingot.Models;

namespace Ingot.Inference.Wide;

/// <summary>What a decoder computes element by element, in float64 and in the plainest way.</summary>
internal static class WideMath
{
    private const double ErfSeriesEnds = 2;

    /// <summary>A nonlinearity by name, multiplied with the up projection where there is a gate; the result is in <paramref name="up"/>.</summary>
    public static void Activate(Activation activation, ReadOnlySpan<double> gate, Span<double> up)
    {
        for (int i = 0; i < up.Length; i++)
        {
            if (activation == Activation.ClampedSilu)
            {
                double g = Math.Min(gate[i], 7);
                up[i] = (Math.Clamp(up[i], -7, 7) + 1) * g / (1 + Math.Exp(-1.702 * g));
            }
            else
            {
                up[i] = gate.IsEmpty ? Apply(activation, up[i]) : Apply(activation, gate[i]) * up[i];
            }
        }
    }

    /// <summary>Scores into weights that add up to one, a sink taking its share where there is one.</summary>
    public static void Softmax(Span<double> scores, double? sink)
    {
        double largest = Math.Max(TensorPrimitives.Max<double>(scores), sink ?? double.NegativeInfinity);
        double sum = sink is double score ? Math.Exp(score - largest) : 0;
        foreach (ref double value in scores)
            sum += value = Math.Exp(value - largest);
        foreach (ref double value in scores)
            value /= sum;
    }

    /// <summary>The error function, to about 1e-14.</summary>
    public static double Erf(double x)
    {
        double z = Math.Abs(x);
        if (z < ErfSeriesEnds)
        {
            // The Maclaurin series; up to 2 its terms grow to 9 at most, which costs a digit.
            double term = z, sum = z;
            for (int n = 1; Math.Abs(term) > 1e-17 * Math.Abs(sum); n++)
            {
                term *= -z * z / n;
                sum += term / ((2 * n) + 1);
            }

            return Math.CopySign(2 / Math.Sqrt(Math.PI) * sum, x);
        }

        // The continued fraction of the complement, from far inside.
        double fraction = z;
        for (int n = 60; n > 0; n--)
            fraction = z + (n / 2.0 / fraction);
        return Math.CopySign(1 - (Math.Exp(-z * z) / Math.Sqrt(Math.PI) / fraction), x);
    }

    private static double Apply(Activation activation, double x) => activation switch
    {
        Activation.Silu => x / (1 + Math.Exp(-x)),
        Activation.Gelu => x / 2 * (1 + Erf(x / Math.Sqrt(2))),
        Activation.GeluTanh => x / 2 * (1 + Math.Tanh(Math.Sqrt(2 / Math.PI) * (x + (0.044715 * x * x * x)))),
        Activation.Relu => Math.Max(x, 0),
        Activation.ReluSquared => Math.Max(x, 0) * Math.Max(x, 0),
        _ => throw new System.Diagnostics.UnreachableException($"{activation} has no formula."),
    };
}
