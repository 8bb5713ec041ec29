namespace Ingot.Quantization.Importance;

/// <summary>A tensor whose input calibration looks at.</summary>
/// <param name="Name">Its name in the importance matrix.</param>
/// <param name="MatrixCount">Matrices of a stack of experts; 1 for a plain weight.</param>
/// <param name="Columns">Columns of each.</param>
public sealed record CalibratedTensor(string Name, int MatrixCount, int Columns);
