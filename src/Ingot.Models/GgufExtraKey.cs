namespace Ingot.Models;

/// <summary>A key that some families have in GGUF besides the common ones.</summary>
public enum GgufExtraKey
{
    /// <summary><c>vocab_size</c>: rows of the embedding.</summary>
    VocabularySize,

    /// <summary><c>rope.dimension_count</c>: elements of a head that rotate.</summary>
    RopeDimensionCount,
}
