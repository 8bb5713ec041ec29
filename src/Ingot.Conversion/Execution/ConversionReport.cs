using System.Collections.Immutable;
using Ingot.Checkpoints.Findings;

namespace Ingot.Conversion.Execution;

/// <summary>What a finished job did.</summary>
public sealed record ConversionReport
{
    /// <summary>One entry an output.</summary>
    public required ImmutableArray<OutputReport> Outputs { get; init; }

    /// <summary>The share of the work an earlier, interrupted run had done; 0 for a fresh run.</summary>
    public double ResumedShare { get; init; }

    /// <summary>Why an unfinished earlier run was not continued; null when there was none or it was.</summary>
    public string? RestartReason { get; init; }

    /// <summary>SHA-256 of each source file, in hexadecimal, in the order of the plan.</summary>
    public required ImmutableArray<string> SourceHashes { get; init; }

    /// <summary>What reading the data found, beyond the plan's findings: values replaced, kept or clipped as the options allow.</summary>
    public ImmutableArray<Finding> Findings { get; init; } = [];
}
