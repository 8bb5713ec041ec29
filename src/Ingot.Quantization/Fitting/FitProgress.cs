namespace Ingot.Quantization.Fitting;

/// <summary>How far the measuring of types is.</summary>
/// <param name="Done">Weights encoded for trial so far.</param>
/// <param name="Total">Weights to encode.</param>
/// <param name="Tensor">The tensor just measured.</param>
public readonly record struct FitProgress(long Done, long Total, string Tensor);
