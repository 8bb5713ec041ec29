using System.Collections.Immutable;

namespace Ingot.Quantization.Fitting;

/// <summary>A type for each group.</summary>
/// <param name="Choices">One a group, in their order.</param>
/// <param name="Bytes">What they take.</param>
/// <param name="Error">The sum of their errors.</param>
/// <param name="LeastError">What no choice within the budget can come below; the same as <paramref name="Error"/> where this one is known to be the best.</param>
internal sealed record TypeSolution(ImmutableArray<TypeChoice> Choices, long Bytes, double Error, double LeastError);
