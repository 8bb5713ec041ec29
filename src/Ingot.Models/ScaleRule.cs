namespace Ingot.Models;

/// <summary>What a family does with a scale its configuration states.</summary>
public enum ScaleRule
{
    /// <summary>Multiplies by it.</summary>
    Multiply,

    /// <summary>Divides by it.</summary>
    Divide,
}
