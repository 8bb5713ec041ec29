using Ingot.Quantization.Fitting;

namespace Ingot.Conversion.Fitting;

/// <summary>With what the measuring is done; nothing of it changes the result.</summary>
/// <param name="ThreadCount">Threads.</param>
/// <param name="Progress">Told how far it is; null for nobody.</param>
/// <param name="Cancellation">Stops it.</param>
internal sealed record FitMeans(int ThreadCount, IProgress<FitProgress>? Progress, CancellationToken Cancellation);
