namespace Ingot.Quantization.Importance;

/// <summary>Something wrong with the importances of one matrix.</summary>
/// <param name="Kind">What.</param>
/// <param name="Matrix">Which matrix of the stack; 0 where there is one.</param>
/// <param name="Column">The column of a single wrong value.</param>
/// <param name="Value">That value.</param>
public readonly record struct ImportanceFault(ImportanceFaultKind Kind, int Matrix, int Column = 0, float Value = 0);
