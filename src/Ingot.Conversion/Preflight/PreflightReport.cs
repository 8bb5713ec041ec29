using System.Collections.Immutable;
using Ingot.Checkpoints.Findings;

namespace Ingot.Conversion.Preflight;

/// <summary>What a preflight found.</summary>
public sealed record PreflightReport
{
    /// <summary>The checkpoint as it was given.</summary>
    public required string Path { get; init; }

    /// <summary>Everything found, the gravest first.</summary>
    public required ImmutableArray<Finding> Findings { get; init; }

    /// <summary>Disk space the result takes, in bytes; null when no conversion can be planned.</summary>
    public long? DiskBytes { get; init; }

    /// <summary>Free bytes where the result would go.</summary>
    public long FreeDiskBytes { get; init; }

    /// <summary>Memory the conversion holds at most, in bytes; null when none can be planned.</summary>
    public long? PeakMemoryBytes { get; init; }

    /// <summary>Memory there is, in bytes.</summary>
    public long AvailableMemoryBytes { get; init; }

    /// <summary>The gravest severity; null when nothing was found.</summary>
    public Severity? Worst => Findings.IsEmpty ? null : Findings.Max(finding => finding.Severity);

    /// <summary>The corrections of the source's files that were found.</summary>
    public IEnumerable<Repair> Repairs => Findings.Select(finding => finding.Repair).OfType<Repair>();
}
