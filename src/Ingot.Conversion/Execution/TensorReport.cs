namespace Ingot.Conversion.Execution;

/// <summary>What became of one tensor.</summary>
/// <param name="Name">Its name in the output.</param>
/// <param name="RelativeError">Root mean square of the error divided by that of the source; 0 for an all-zero source.</param>
/// <param name="ReplacedCount">Values that were NaN or infinite and were replaced or kept.</param>
/// <param name="ClippedCount">Values beyond F16 that were clipped.</param>
public sealed record TensorReport(string Name, double RelativeError, long ReplacedCount, long ClippedCount);
