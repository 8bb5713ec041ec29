using System.Collections.Immutable;
using Ingot.Conversion.Planning;

namespace Ingot.Conversion.Preflight;

/// <summary>For what a checkpoint is checked, and how thoroughly.</summary>
public sealed record PreflightOptions
{
    /// <summary>The kind of output that is meant.</summary>
    public ConversionTarget Target { get; init; }

    /// <summary>The file types that are meant; <c>AUTO</c> follows the source.</summary>
    public ImmutableArray<string> FileTypes { get; init; } = ["AUTO"];

    /// <summary>The folder the result would be written to: its disk is asked for free space.</summary>
    public string OutputFolder { get; init; } = ".";

    /// <summary>Whether the weights themselves are read.</summary>
    public bool ScansValues { get; init; } = true;

    /// <summary>Threads that read, and that the conversion would have.</summary>
    public int ThreadCount { get; init; } = Environment.ProcessorCount;

    /// <summary>Free bytes where the result would go; null asks the disk.</summary>
    public long? FreeDiskBytes { get; init; }

    /// <summary>Memory there is, in bytes; null asks the system.</summary>
    public long? AvailableMemoryBytes { get; init; }
}
