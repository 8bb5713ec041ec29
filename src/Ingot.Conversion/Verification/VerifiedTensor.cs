namespace Ingot.Conversion.Verification;

/// <summary>What verification found about one tensor.</summary>
/// <param name="Name">Its name in the result.</param>
/// <param name="Type">How it is stored.</param>
/// <param name="RelativeError">Against the source; null without one.</param>
/// <param name="Bound">What the error may be; null without a source.</param>
/// <param name="NonFiniteCount">Values that are NaN or infinite.</param>
public sealed record VerifiedTensor(string Name, string Type, double? RelativeError, double? Bound, long NonFiniteCount)
{
    /// <summary>Whether it is finite and within its bound.</summary>
    public bool Passed => NonFiniteCount == 0 && !(RelativeError > Bound);
}
