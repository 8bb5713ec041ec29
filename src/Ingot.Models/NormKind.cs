namespace Ingot.Models;

/// <summary>How a norm scales its input.</summary>
public enum NormKind
{
    /// <summary>Divides by the root mean square; has a gain, no bias.</summary>
    Rms,

    /// <summary>Takes the mean away and divides by the standard deviation; a gain and a bias where the family has them.</summary>
    Layer,
}
