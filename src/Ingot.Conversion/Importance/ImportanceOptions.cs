using System.Collections.Immutable;

namespace Ingot.Conversion.Importance;

/// <summary>How quantization uses an importance matrix. The options of llama-quantize, and one more.</summary>
public sealed record ImportanceOptions
{
    /// <summary>No importance matrix.</summary>
    public static ImportanceOptions None { get; } = new();

    /// <summary>The importance matrix; null for none.</summary>
    public ImportanceFile? File { get; init; }

    /// <summary>Only entries whose names contain one of these are used; empty for all.</summary>
    public ImmutableArray<string> IncludeWeights { get; init; } = [];

    /// <summary>Entries whose names contain one of these are not used.</summary>
    public ImmutableArray<string> ExcludeWeights { get; init; } = [];

    /// <summary>Whether tensors without data whose type needs them are weighed evenly, with a finding, instead of refused.</summary>
    public bool AllowMissing { get; init; }
}
