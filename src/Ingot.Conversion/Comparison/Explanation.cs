namespace Ingot.Conversion.Comparison;

/// <summary>Why two models answer alike or differently.</summary>
public enum Explanation
{
    /// <summary>The same weights, and the same logits to the last bit where they were run.</summary>
    Same,

    /// <summary>The same weights; logits differ because sums are rounded in another order.</summary>
    SameWeightsOtherRounding,

    /// <summary>Weights differ in value: the table of weights says which, and by how much.</summary>
    OtherWeights,

    /// <summary>Weights are missing, added, or of other shapes.</summary>
    OtherModel,
}
