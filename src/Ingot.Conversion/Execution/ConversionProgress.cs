namespace Ingot.Conversion.Execution;

/// <summary>How far a job is.</summary>
/// <param name="DoneBytes">Bytes written so far, those of an earlier run included.</param>
/// <param name="TotalBytes">Bytes the job writes.</param>
/// <param name="Tensor">The tensor at work.</param>
public readonly record struct ConversionProgress(long DoneBytes, long TotalBytes, string Tensor);
