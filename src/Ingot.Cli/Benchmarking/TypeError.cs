using Ingot.Tensors;

namespace Ingot.Cli.Benchmarking;

/// <summary>What a type loses on a model's matrices.</summary>
/// <param name="Type">The type.</param>
/// <param name="RelativeError">Root of the summed squared errors over the summed squared weights of all matrices.</param>
internal sealed record TypeError(TensorType Type, double RelativeError);
