using System.Collections.Immutable;
using Ingot.Checkpoints.Findings;
using Ingot.Formats.Gguf;

namespace Ingot.Conversion.Importance;

/// <summary>What one output gets from an importance matrix: importances by tensor, findings, and keys for its metadata.</summary>
/// <param name="Weights">Importances of each tensor that is encoded by them, matrix by matrix, one for each column.</param>
/// <param name="Findings">What is wrong or missing.</param>
/// <param name="Metadata">Keys that name the matrix, in order.</param>
internal sealed record ImportanceAssignment(
    ImmutableDictionary<string, ReadOnlyMemory<float>> Weights,
    ImmutableArray<Finding> Findings,
    ImmutableArray<KeyValuePair<string, GgufValue>> Metadata)
{
    /// <summary>Nothing.</summary>
    public static ImportanceAssignment None { get; } = new(ImmutableDictionary<string, ReadOnlyMemory<float>>.Empty, [], []);

    /// <summary>The importances of a tensor; empty for none.</summary>
    public ReadOnlyMemory<float> Of(string name) => Weights.GetValueOrDefault(name);

    /// <summary>Sets the keys, each at the end, as llama-quantize does.</summary>
    public void AddTo(GgufMetadata metadata)
    {
        foreach ((string key, GgufValue value) in Metadata)
        {
            metadata[key] = null;
            metadata[key] = value;
        }
    }
}
