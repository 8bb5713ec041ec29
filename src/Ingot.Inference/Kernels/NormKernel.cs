using System.Numerics.Tensors;

namespace Ingot.Inference.Kernels;

/// <summary>Root mean square norm (arXiv:1910.07467).</summary>
internal static class NormKernel
{
    /// <summary>Writes <c>gain * values / sqrt(mean(values²) + epsilon)</c>; the result may be the input.</summary>
    /// <param name="values"><c>[columns]</c>.</param>
    /// <param name="gain"><c>[columns]</c>.</param>
    /// <param name="epsilon">Keeps a row of zeros finite.</param>
    /// <param name="result"><c>[columns]</c>.</param>
    public static void RootMeanSquare(ReadOnlySpan<float> values, ReadOnlySpan<float> gain, float epsilon, Span<float> result)
    {
        float scale = 1 / MathF.Sqrt(DotKernel.Dot(values, values) / values.Length + epsilon);
        TensorPrimitives.Multiply(values, scale, result);
        TensorPrimitives.Multiply(result, gain, result);
    }
}
