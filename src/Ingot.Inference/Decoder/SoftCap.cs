using System.Numerics.Tensors;

namespace Ingot.Inference.Decoder;

/// <summary>Squeezes values between minus and plus a bound by a hyperbolic tangent.</summary>
internal static class SoftCap
{
    /// <summary><c>x = cap * tanh(x * scale / cap)</c>, in place.</summary>
    public static void Apply(Span<float> values, float scale, float cap)
    {
        TensorPrimitives.Multiply(values, scale / cap, values);
        TensorPrimitives.Tanh(values, values);
        TensorPrimitives.Multiply(values, cap, values);
    }
}
