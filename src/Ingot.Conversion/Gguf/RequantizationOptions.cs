using System.Collections.Immutable;
using Ingot.Conversion.Importance;
using Ingot.Conversion.Planning;
using Ingot.Formats.Gguf;
using Ingot.Quantization.Fitting;
using Ingot.Quantization.Recipes;

namespace Ingot.Conversion.Gguf;

/// <summary>What quantizing a GGUF is asked for.</summary>
public sealed record RequantizationOptions
{
    /// <summary>The file to write, or, for several types, a folder or a pattern with <c>{type}</c>.</summary>
    public required string Output { get; init; }

    /// <summary>The file type, the first where <see cref="FurtherFileTypes"/> names more; null when <see cref="Fit"/> is given.</summary>
    public FileType? FileType { get; init; }

    /// <summary>A size to fit into by choosing each tensor's type; null when <see cref="FileType"/> is given.</summary>
    public FitOptions? Fit { get; init; }

    /// <summary>More file types, each a file of its own from the same read.</summary>
    public ImmutableArray<FileType> FurtherFileTypes { get; init; } = [];

    /// <summary>Exceptions from the mix.</summary>
    public QuantizationOptions Quantization { get; init; } = QuantizationOptions.Default;

    /// <summary>How an importance matrix is used.</summary>
    public ImportanceOptions Importance { get; init; } = ImportanceOptions.None;

    /// <summary>Keys to set or replace in the result, in order.</summary>
    public ImmutableArray<KeyValuePair<string, GgufValue>> Overrides { get; init; } = [];

    /// <summary>Layers to leave out; those that stay are numbered anew.</summary>
    public ImmutableArray<int> PrunedLayers { get; init; } = [];

    /// <summary>What the job may hold at most: it then uses fewer threads; null for no bound.</summary>
    public MemoryBound? Memory { get; init; }

    /// <summary>Whether the result says how it was made.</summary>
    public bool Lineage { get; init; } = true;

    /// <summary>Threads the job will use: it decides the memory the plan states, nothing else.</summary>
    public int ThreadCount { get; init; } = Environment.ProcessorCount;
}
