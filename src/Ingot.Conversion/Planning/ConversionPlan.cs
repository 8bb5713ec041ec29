using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text.Json;
using Ingot.Checkpoints.Findings;

namespace Ingot.Conversion.Planning;

/// <summary>A job, decided to the last byte: nothing is chosen after it. It is printed, judged, run, resumed and recorded.</summary>
public sealed record ConversionPlan
{
    /// <summary>The tool that made it: another version's journal is not continued.</summary>
    public required string Tool { get; init; }

    /// <summary>The source as the user named it.</summary>
    public required string Source { get; init; }

    /// <summary>The family, such as <c>internlm2</c>.</summary>
    public required string Architecture { get; init; }

    /// <summary>Every file that is read.</summary>
    public required ImmutableArray<SourceFile> SourceFiles { get; init; }

    /// <summary>What was found, and what is done about it.</summary>
    public required ImmutableArray<Finding> Findings { get; init; }

    /// <summary>Source tensors that are left out, each with its reason.</summary>
    public ImmutableDictionary<string, string> Ignored { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>The options that shape the result, by name, as text.</summary>
    public required ImmutableSortedDictionary<string, string> Options { get; init; }

    /// <summary>The results.</summary>
    public required ImmutableArray<PlannedOutput> Outputs { get; init; }

    /// <summary>Memory the job will hold at most, in bytes.</summary>
    public required long PeakMemoryBytes { get; init; }

    /// <summary>Disk space the job needs where it writes, in bytes.</summary>
    public long DiskBytes => Outputs.Sum(output => output.TotalBytes);

    /// <summary>The plan as JSON, the same for the same plan.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, PlanJson.Default.ConversionPlan);

    /// <summary>The SHA-256 of the plan, in hexadecimal: what a journal is bound to. The memory does not count, since threads decide it.</summary>
    public string Fingerprint() => Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(this with { PeakMemoryBytes = 0 }, PlanJson.Default.ConversionPlan)));
}
