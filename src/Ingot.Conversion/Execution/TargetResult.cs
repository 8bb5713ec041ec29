namespace Ingot.Conversion.Execution;

/// <summary>What one unit of work did to one output.</summary>
/// <param name="ErrorSquares">Sum of squared errors.</param>
/// <param name="SourceSquares">Sum of squared source values.</param>
/// <param name="ReplacedCount">Values that were not finite.</param>
/// <param name="ClippedCount">Values beyond F16.</param>
internal readonly record struct TargetResult(double ErrorSquares, double SourceSquares, long ReplacedCount, long ClippedCount);
