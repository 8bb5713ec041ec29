using System.Collections.Immutable;

namespace Ingot.Conversion.Execution;

/// <summary>What became of one output.</summary>
/// <param name="FileType">Its file type.</param>
/// <param name="Files">The finished files.</param>
/// <param name="Tensors">One entry a tensor, in file order.</param>
public sealed record OutputReport(string FileType, ImmutableArray<string> Files, ImmutableArray<TensorReport> Tensors);
