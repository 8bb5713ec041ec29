namespace Ingot.Tensors.Blocks;

/// <summary>How much the error of a weight counts in a search.</summary>
internal enum EmphasisRule
{
    /// <summary>The caller says it of every weight.</summary>
    Given,

    /// <summary>The square of the weight.</summary>
    Square,

    /// <summary>The magnitude of the weight.</summary>
    Magnitude,

    /// <summary>The magnitude of the weight plus the root mean square of its sub-block.</summary>
    MagnitudeAndSpread,
}
