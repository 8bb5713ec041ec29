namespace Ingot.Conversion.Comparison;

/// <summary>What makes two models differ: the numbers they compute in, or they themselves.</summary>
public enum PrecisionVerdict
{
    /// <summary>In each kind of numbers both give the same logits.</summary>
    Same,

    /// <summary>In float32 they differ by less than half precision moves each from its own float32 self.</summary>
    Rounding,

    /// <summary>In float32 they differ by more than some kind of half precision moves them.</summary>
    Models,
}
