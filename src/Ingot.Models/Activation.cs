namespace Ingot.Models;

/// <summary>The nonlinearity of the feed-forward block.</summary>
public enum Activation
{
    /// <summary><c>x * sigmoid(x)</c>.</summary>
    Silu,
}
