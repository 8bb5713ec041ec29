using Ingot.Models.Transforms;

namespace Ingot.Models;

/// <summary>How GGUF stores a family.</summary>
/// <param name="Architecture">The value of <c>general.architecture</c> and the prefix of the family's keys.</param>
public sealed record GgufSpec(string Architecture)
{
    /// <summary>The rope layout readers of the format expect query and key rows in.</summary>
    public required RopeLayout Rope { get; init; }

    /// <summary>Every key under the architecture's prefix, with <c>general.file_type</c> at its place, in the converter's order.</summary>
    public IReadOnlyList<GgufKey> Keys { get; init; } = GgufKeys.Common;

    /// <summary>Roles that stay packed in GGUF, part after part, instead of becoming a tensor each.</summary>
    public IReadOnlyList<TensorRole> KeepsPacked { get; init; } = [];

    /// <summary>Names other than the usual ones for some roles.</summary>
    public IReadOnlyDictionary<TensorRole, string> Names { get; init; } = new Dictionary<TensorRole, string>();

    /// <summary>What is done to the weight of a role before it is stored.</summary>
    public IReadOnlyDictionary<TensorRole, WeightTransform> Transforms { get; init; } = new Dictionary<TensorRole, WeightTransform>();

    /// <summary>Roles whose MXFP4 blocks are taken over as they are, whatever type is asked for.</summary>
    public IReadOnlyList<TensorRole> KeepsFourBits { get; init; } = [];

    /// <summary>Whether Llama 3's rope scaling becomes a tensor of frequency factors, put before all others.</summary>
    public bool StoresRopeFrequencies { get; init; }

    /// <summary>Whether LongRoPE's factors become two tensors, put before all others.</summary>
    public bool StoresLongRopeFactors { get; init; }

    /// <summary>
    /// Whether numbers that config.json leaves out are written with the defaults of the family's published configuration class.
    /// Families whose class is remote code have only what config.json says.
    /// </summary>
    public bool WritesDefaults { get; init; } = true;

    /// <summary>Which rules turn the tokenizer's files into a vocabulary.</summary>
    public GgufVocabularyRules Vocabulary { get; init; } = GgufVocabularyRules.Standard;
}
