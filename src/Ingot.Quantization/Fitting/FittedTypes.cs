using System.Collections.Immutable;
using Ingot.Tensors;

namespace Ingot.Quantization.Fitting;

/// <summary>A type for each tensor.</summary>
/// <param name="Types">By the tensor's name.</param>
/// <param name="Bytes">What their data takes, each tensor's rounded up to the alignment.</param>
/// <param name="Error">Root of the mean relative squared error, each tensor's weighted by its sensitivity.</param>
/// <param name="LeastError">What no choice of this size can come below; the same as <paramref name="Error"/> where this one is known to be the best.</param>
public sealed record FittedTypes(ImmutableDictionary<string, TensorType> Types, long Bytes, double Error, double LeastError);
