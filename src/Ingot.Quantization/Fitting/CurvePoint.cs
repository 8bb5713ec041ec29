namespace Ingot.Quantization.Fitting;

/// <summary>A size a model could have, and what it would lose.</summary>
/// <param name="FileBytes">The size of the file; of points not chosen, but for some bytes of the header.</param>
/// <param name="BitsPerWeight">Everything stored for weights, divided by their number.</param>
/// <param name="Error">Root of the mean relative squared error, each tensor's weighted by its sensitivity.</param>
/// <param name="FileType">The fixed mix whose point this is; null for a fitted choice.</param>
/// <param name="IsChosen">Whether it is the choice made.</param>
public sealed record CurvePoint(long FileBytes, double BitsPerWeight, double Error, string? FileType = null, bool IsChosen = false);
