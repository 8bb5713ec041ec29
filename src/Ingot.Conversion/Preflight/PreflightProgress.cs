namespace Ingot.Conversion.Preflight;

/// <summary>How far the reading of the weights is.</summary>
/// <param name="DoneBytes">Bytes read.</param>
/// <param name="TotalBytes">Bytes there are.</param>
/// <param name="Tensor">The tensor just read.</param>
public sealed record PreflightProgress(long DoneBytes, long TotalBytes, string Tensor);
