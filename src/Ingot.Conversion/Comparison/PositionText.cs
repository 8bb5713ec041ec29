using Ingot.Evaluation;

namespace Ingot.Conversion.Comparison;

/// <summary>A position that diverges, as text.</summary>
/// <param name="Before">The text before it, its last few tokens.</param>
/// <param name="Token">The token that was to be predicted.</param>
/// <param name="Position">The numbers.</param>
public sealed record PositionText(string Before, string Token, DivergentPosition Position);
