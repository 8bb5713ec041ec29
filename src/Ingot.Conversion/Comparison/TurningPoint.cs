namespace Ingot.Conversion.Comparison;

/// <summary>A token where a model in half precision chose otherwise than in the widest numbers.</summary>
/// <param name="Prompt">The prompt's index.</param>
/// <param name="Index">Tokens they had agreed on.</param>
/// <param name="Run">The index of the run in half precision.</param>
/// <param name="First">The text of the choice in the widest numbers.</param>
/// <param name="Chosen">The text of the choice in half precision.</param>
/// <param name="Lead">By how much the first choice's logit exceeded the second's in the widest numbers.</param>
public sealed record TurningPoint(int Prompt, int Index, int Run, string First, string Chosen, float Lead);
