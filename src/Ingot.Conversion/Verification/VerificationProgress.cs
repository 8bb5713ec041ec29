namespace Ingot.Conversion.Verification;

/// <summary>How far a verification is.</summary>
/// <param name="Stage">What is being done.</param>
/// <param name="Done">How much of it.</param>
/// <param name="Total">Of how much.</param>
/// <param name="Item">The tensor or text at work.</param>
public readonly record struct VerificationProgress(string Stage, long Done, long Total, string Item);
