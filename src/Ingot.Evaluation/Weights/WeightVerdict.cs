namespace Ingot.Evaluation.Weights;

/// <summary>What a weight of one model is to the same weight of another.</summary>
public enum WeightVerdict
{
    /// <summary>The same values in the same order.</summary>
    Equal,

    /// <summary>The same values once the rows stand in the other's order: what a lossless change of layout does.</summary>
    EqualWhenMoved,

    /// <summary>Other values.</summary>
    Differs,

    /// <summary>Another shape.</summary>
    WrongShape,

    /// <summary>Only the reference has it.</summary>
    Missing,

    /// <summary>Only the candidate has it.</summary>
    Extra,
}
