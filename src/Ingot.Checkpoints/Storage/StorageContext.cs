using Ingot.Checkpoints.Findings;

namespace Ingot.Checkpoints.Storage;

/// <summary>What the packed weights of one checkpoint share: a small cache of unpacked strips, and what was found while claiming.</summary>
internal sealed class StorageContext
{
    private readonly Dictionary<(string Code, string Key), Finding> findings = [];

    /// <summary>Strips of weights that are packed down their columns.</summary>
    public StripCache Strips { get; } = new();

    /// <summary>Each kind once a key, at the first weight it was seen at.</summary>
    public IReadOnlyCollection<Finding> Findings => findings.Values;

    /// <summary>Adds a finding unless one of that kind about that key is there.</summary>
    /// <param name="kind">The kind; its first fact is the key.</param>
    /// <param name="key">What it is about, such as a key of the configuration.</param>
    /// <param name="place">The weight.</param>
    /// <param name="facts">Further facts.</param>
    public void Add(FindingKind kind, string key, string place, params ReadOnlySpan<object?> facts)
    {
        if (!findings.ContainsKey((kind.Code, key)))
            findings.Add((kind.Code, key), kind.At(place, [key, .. facts]));
    }
}
