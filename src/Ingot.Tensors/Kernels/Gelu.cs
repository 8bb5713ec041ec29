using System.Numerics;
using System.Runtime.InteropServices;

namespace Ingot.Tensors.Kernels;

/// <summary>Gaussian error linear units: exact, and by the published approximation with a hyperbolic tangent.</summary>
/// <remarks>
/// Source: arXiv:1606.08415. The error function is computed as <c>1 - t * exp(-x^2 + polynomial(t))</c> with
/// <c>t = 1 / (1 + |x| / 2)</c> (Press et al., Numerical Recipes, section 6.2), right to about 1.2e-7.
/// </remarks>
public static class Gelu
{
    private const float TanhCube = 0.044715f;
    private const float TwiceRootOfTwoOverPi = 1.5957691216057308f;
    private const float RootOfHalf = 0.70710678118654752f;

    // The polynomial's coefficients, constant first.
    private static ReadOnlySpan<float> Coefficients =>
    [
        -1.26551223f, 1.00002368f, 0.37409196f, 0.09678418f, -0.18628806f, 0.27886807f, -1.13520398f, 1.48851587f, -0.82215223f, 0.17087277f,
    ];

    /// <summary><c>x / 2 * (1 + erf(x / sqrt(2)))</c>, in place.</summary>
    public static void Apply(Span<float> values)
    {
        int i = 0;
        if (Vector.IsHardwareAccelerated)
        {
            ref float first = ref MemoryMarshal.GetReference(values);
            for (; i <= values.Length - Vector<float>.Count; i += Vector<float>.Count)
            {
                Vector<float> x = Vector.LoadUnsafe(ref first, (nuint)i), z = Vector.Abs(x) * RootOfHalf;
                Vector<float> t = Vector<float>.One / (Vector<float>.One + (z * 0.5f));
                Vector<float> polynomial = new(Coefficients[^1]);
                for (int k = Coefficients.Length - 2; k >= 0; k--)
                    polynomial = (polynomial * t) + new Vector<float>(Coefficients[k]);
                Vector<float> complement = t * Vector.Exp(polynomial - (z * z));
                Vector<float> error = Vector<float>.One - complement;
                Vector<float> signed = Vector.ConditionalSelect(Vector.LessThan(x, Vector<float>.Zero), -error, error);
                (x * 0.5f * (Vector<float>.One + signed)).StoreUnsafe(ref first, (nuint)i);
            }
        }

        ApplyScalar(values[i..]);
    }

    /// <summary><c>x / 2 * (1 + tanh(sqrt(2 / pi) * (x + 0.044715 * x^3)))</c>, in place.</summary>
    public static void ApplyTanh(Span<float> values)
    {
        int i = 0;
        if (Vector.IsHardwareAccelerated)
        {
            // 1 + tanh(u) is 2 / (1 + exp(-2u)).
            ref float first = ref MemoryMarshal.GetReference(values);
            for (; i <= values.Length - Vector<float>.Count; i += Vector<float>.Count)
            {
                Vector<float> x = Vector.LoadUnsafe(ref first, (nuint)i);
                Vector<float> twice = (x + (x * x * x * TanhCube)) * TwiceRootOfTwoOverPi;
                (x / (Vector<float>.One + Vector.Exp(-twice))).StoreUnsafe(ref first, (nuint)i);
            }
        }

        ApplyTanhScalar(values[i..]);
    }

    internal static void ApplyScalar(Span<float> values)
    {
        foreach (ref float value in values)
        {
            float z = MathF.Abs(value) * RootOfHalf, t = 1 / (1 + (z * 0.5f)), polynomial = Coefficients[^1];
            for (int k = Coefficients.Length - 2; k >= 0; k--)
                polynomial = (polynomial * t) + Coefficients[k];
            float error = 1 - (t * MathF.Exp(polynomial - (z * z)));
            value = value * 0.5f * (1 + (value < 0 ? -error : error));
        }
    }

    internal static void ApplyTanhScalar(Span<float> values)
    {
        foreach (ref float value in values)
            value /= 1 + MathF.Exp(-((value + (value * value * value * TanhCube)) * TwiceRootOfTwoOverPi));
    }
}
