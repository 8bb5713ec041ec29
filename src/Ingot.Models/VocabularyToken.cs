namespace Ingot.Models;

/// <summary>An id with a meaning that a family's files do not state and the published converter writes all the same.</summary>
/// <param name="Type">The meaning: <c>bos</c>, <c>eos</c>, <c>eot</c>, <c>unk</c>, <c>pad</c> ...</param>
public sealed record VocabularyToken(string Type)
{
    /// <summary>The id, written after all other keys whatever the files say; null to find it by <see cref="Content"/>.</summary>
    public int? Id { get; init; }

    /// <summary>The added token whose id is meant, where the files do not name one.</summary>
    public string? Content { get; init; }

    /// <summary>Whether <see cref="Content"/>, where there is such a token, takes the place of the one the files name.</summary>
    public bool ReplacesStated { get; init; }

    /// <summary>Whether encoding adds the token, written after all other keys; null when nothing is written about it.</summary>
    public bool? IsAdded { get; init; }

    /// <summary>The only size of vocabulary for which it holds; null for any.</summary>
    public int? VocabularySize { get; init; }
}
