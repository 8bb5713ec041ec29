using Ingot.Models;
using Ingot.Tensors.Kernels;

namespace Ingot.Inference.Decoder;

/// <summary>A norm with its weights.</summary>
/// <param name="kind">How it scales.</param>
/// <param name="epsilon">Added under the root.</param>
/// <param name="gain">One a value; ones where nothing was trained.</param>
/// <param name="bias">One a value, or empty.</param>
internal sealed class Norm(NormKind kind, float epsilon, float[] gain, float[] bias)
{
    /// <summary>Values it spans.</summary>
    public int Length => gain.Length;

    /// <summary>Norms as many values; output and input may be the same.</summary>
    public void Apply(ReadOnlySpan<float> input, Span<float> output)
    {
        if (kind == NormKind.Layer)
            LayerNorm.Apply(input, gain, bias, epsilon, output);
        else
            RmsNorm.Apply(input, gain, epsilon, output);
    }
}
