namespace Ingot.Evaluation;

/// <summary>How far a weight is from its source.</summary>
/// <param name="RelativeRms">Root of the summed squared differences over the summed squared source; 0 for equal weights.</param>
/// <param name="MaxAbsolute">Largest absolute difference.</param>
/// <param name="MaxAbsoluteIndex">Where that is, counting elements row by row.</param>
/// <param name="Cosine">Of the angle between the two as vectors; 1 when both are zero, 0 when one is.</param>
/// <param name="NonFiniteCount">Elements of the result that are NaN or infinite; they are left out of the rest.</param>
public sealed record TensorErrorResult(
    double RelativeRms, double MaxAbsolute, long MaxAbsoluteIndex, double Cosine, long NonFiniteCount);
