using System.Collections.Immutable;
using Ingot.Conversion.Planning;
using Ingot.Tensors;

namespace Ingot.Conversion.Execution;

/// <summary>A planned output with what is needed to write it.</summary>
internal sealed record OutputJob
{
    /// <summary>The decisions.</summary>
    public required PlannedOutput Plan { get; init; }

    /// <summary>The weight behind each planned tensor, in the same order.</summary>
    public required ImmutableArray<IWeight> Weights { get; init; }

    /// <summary>
    /// The header of each file. Source hashes and errors are known only at the end, so headers are made then;
    /// their lengths do not depend on those facts.
    /// </summary>
    public required Func<RunFacts, IReadOnlyList<ReadOnlyMemory<byte>>> Headers { get; init; }

    /// <summary>Whether the result names the sources by their hashes.</summary>
    public required bool RecordsSources { get; init; }

    /// <summary>Small files beside the tensors, by path, made at the end too.</summary>
    public Func<RunFacts, IReadOnlyList<(string Path, ReadOnlyMemory<byte> Content)>> Companions { get; init; } = _ => [];

    /// <summary>Importance of the columns of a tensor, matrix by matrix if it is a stack, by its name; empty for none.</summary>
    public Func<string, ReadOnlyMemory<float>> Importance { get; init; } = _ => default;
}
