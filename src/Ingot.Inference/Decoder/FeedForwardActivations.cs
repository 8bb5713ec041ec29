using System.Numerics.Tensors;
using Ingot.Inference.Precision;
using Ingot.Models;
using Ingot.Tensors.Kernels;

namespace Ingot.Inference.Decoder;

/// <summary>The nonlinearities by name.</summary>
internal static class FeedForwardActivations
{
    private delegate void Kernel(Span<float> values);

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

    /// <summary>Applies a nonlinearity to a gate and multiplies the up projection with it, in place.</summary>
    /// <param name="activation">The nonlinearity.</param>
    /// <param name="gate">Overwritten; empty where it applies to the up projection itself.</param>
    /// <param name="up">Replaced by the result.</param>
    /// <param name="rounder">Rounds the nonlinearity and the product.</param>
    public static void Apply(Activation activation, Span<float> gate, Span<float> up, Rounder rounder)
    {
        if (gate.IsEmpty)
        {
            kernels[activation](up);
            rounder.Apply(RoundingPoints.Activation, up);
            return;
        }

        switch (activation)
        {
            case Activation.Silu when !rounder.Rounds(RoundingPoints.Activation):
                SiluMultiply.Apply(gate, up, up); // in one pass, since nearly every model asks for it
                break;
            case Activation.ClampedSilu:
                ClampedSilu.Apply(gate, up);
                break;
            default:
                kernels[activation](gate);
                rounder.Apply(RoundingPoints.Activation, gate);
                TensorPrimitives.Multiply(gate, up, up);
                break;
        }

        rounder.Apply(RoundingPoints.Activation, up);
    }
}
