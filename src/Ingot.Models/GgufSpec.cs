using Ingot.Models.Transforms;

namespace Ingot.Models;

/// <summary>How GGUF stores a family.</summary>
/// <param name="Architecture">The value of <c>general.architecture</c> and the prefix of the family's keys.</param>
public sealed record GgufSpec(string Architecture)
{
    /// <summary>The rope layout readers of the format expect query and key rows in.</summary>
    public required RopeLayout Rope { get; init; }

    /// <summary>Names that differ from the usual ones of <see cref="Naming.GgufNames"/>.</summary>
    public IReadOnlyDictionary<TensorRole, string> Names { get; init; } = new Dictionary<TensorRole, string>();

    /// <summary>What is done to the weight of a role before it is stored.</summary>
    public IReadOnlyDictionary<TensorRole, WeightTransform> Transforms { get; init; } = new Dictionary<TensorRole, WeightTransform>();

    /// <summary>Keys the converter adds after those common to all families, in its order.</summary>
    public IReadOnlyList<GgufExtraKey> ExtraKeys { get; init; } = [];

    /// <summary>Whether Llama 3's rope scaling becomes a tensor of frequency factors, put before all others.</summary>
    public bool StoresRopeFrequencies { get; init; }

    /// <summary>
    /// Whether numbers that config.json leaves out are written with the defaults of the family's published configuration class.
    /// Families whose class is remote code have only what config.json says.
    /// </summary>
    public bool WritesDefaults { get; init; } = true;

    /// <summary>Which rules turn the tokenizer's files into a vocabulary.</summary>
    public GgufVocabularyRules Vocabulary { get; init; }
}
