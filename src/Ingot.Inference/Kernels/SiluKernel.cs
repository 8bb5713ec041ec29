using System.Numerics.Tensors;

namespace Ingot.Inference.Kernels;

/// <summary>The gated activation of Llama-like feed-forward blocks (arXiv:2002.05202).</summary>
internal static class SiluKernel
{
    /// <summary>Writes <c>gate * sigmoid(gate) * up</c> over <paramref name="up"/>.</summary>
    /// <param name="gate">Overwritten with intermediate values.</param>
    /// <param name="up">As long as <paramref name="gate"/>.</param>
    public static void Multiply(Span<float> gate, Span<float> up)
    {
        TensorPrimitives.Multiply(gate, up, up);
        TensorPrimitives.Sigmoid(gate, gate);
        TensorPrimitives.Multiply(gate, up, up);
    }
}
