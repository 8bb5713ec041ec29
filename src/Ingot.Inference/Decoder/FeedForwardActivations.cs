using System.Numerics.Tensors;
using Ingot.Models;
using Ingot.Tensors.Kernels;

namespace Ingot.Inference.Decoder;

/// <summary>The nonlinearities by name.</summary>
internal static class FeedForwardActivations
{
    /// <summary>Replaces values in place.</summary>
    public delegate void Kernel(Span<float> values);

    private static readonly Dictionary<Activation, Kernel> kernels = new()
    {
        [Activation.Silu] = SiluMultiply.Apply,
        [Activation.Gelu] = Gelu.Apply,
        [Activation.GeluTanh] = Gelu.ApplyTanh,
        [Activation.Relu] = values => TensorPrimitives.Max(values, 0f, values),
        [Activation.ReluSquared] = values =>
        {
            TensorPrimitives.Max(values, 0f, values);
            TensorPrimitives.Multiply(values, values, values);
        },
    };

    /// <summary>The kernel of a nonlinearity.</summary>
    public static Kernel Of(Activation activation) => kernels[activation];
}
