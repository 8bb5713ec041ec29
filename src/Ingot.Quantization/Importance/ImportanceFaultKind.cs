namespace Ingot.Quantization.Importance;

/// <summary>What can be wrong with the importances of a matrix.</summary>
public enum ImportanceFaultKind
{
    /// <summary>No token reached it, as happens to experts that are seldom chosen; its columns all count as 1.</summary>
    NoData,

    /// <summary>Every importance is 0, so no error of the matrix would count.</summary>
    AllZero,

    /// <summary>A value is negative, which no mean of squares is.</summary>
    Negative,

    /// <summary>A value is NaN or infinite.</summary>
    NotFinite,
}
