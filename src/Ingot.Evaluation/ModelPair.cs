using Ingot.Inference;
using Ingot.Tensors;

namespace Ingot.Evaluation;

/// <summary>What two models need in common before they can be compared.</summary>
internal static class ModelPair
{
    /// <exception cref="IngotException">The vocabularies differ in size.</exception>
    public static void CheckComparable(LanguageModel reference, LanguageModel candidate) =>
        CheckVocabulary(reference.Name, reference.VocabularySize, candidate);

    /// <exception cref="IngotException">The vocabularies differ in size.</exception>
    public static void CheckVocabulary(string reference, int vocabularySize, LanguageModel candidate)
    {
        if (vocabularySize != candidate.VocabularySize)
            throw new IngotException(
                new FileLocation(candidate.Name),
                $"It predicts {candidate.VocabularySize:N0} tokens where {reference} predicts {vocabularySize:N0}.",
                "Compare a model with the one it was made from.");
    }
}
