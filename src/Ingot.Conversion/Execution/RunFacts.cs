using System.Collections.Immutable;

namespace Ingot.Conversion.Execution;

/// <summary>What only a run can tell: it goes into the lineage.</summary>
/// <param name="SourceHashes">SHA-256 of each source file, in the order of the plan.</param>
/// <param name="Tensors">One entry a tensor of the output, in file order.</param>
internal sealed record RunFacts(ImmutableArray<string> SourceHashes, ImmutableArray<TensorReport> Tensors)
{
    /// <summary>Facts of the right length before anything is known.</summary>
    public static RunFacts Unknown(int sourceFileCount, IEnumerable<string> tensors) => new(
        [.. Enumerable.Repeat(new string('0', 64), sourceFileCount)],
        [.. tensors.Select(name => new TensorReport(name, 0, 0, 0))]);
}
