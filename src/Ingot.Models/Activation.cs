namespace Ingot.Models;

/// <summary>The nonlinearity of the feed-forward block.</summary>
public enum Activation
{
    /// <summary><c>x * sigmoid(x)</c>.</summary>
    Silu,

    /// <summary><c>x / 2 * (1 + erf(x / sqrt(2)))</c>.</summary>
    Gelu,

    /// <summary>GELU by its published approximation with a hyperbolic tangent.</summary>
    GeluTanh,

    /// <summary><c>max(x, 0)</c>.</summary>
    Relu,

    /// <summary><c>max(x, 0)^2</c>.</summary>
    ReluSquared,

    /// <summary>A gate cut off at 7 through <c>x * sigmoid(1.702 x)</c>, times one plus an up projection kept within 7.</summary>
    ClampedSilu,
}
