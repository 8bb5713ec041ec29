using System.Numerics.Tensors;
using Ingot.Inference;
using Ingot.Tensors;

namespace Ingot.Evaluation;

/// <summary>Lets two models continue a prompt greedily until they part.</summary>
public static class GreedyComparison
{
    /// <summary>Finds the first token that differs.</summary>
    /// <param name="reference">The model as it should be.</param>
    /// <param name="candidate">The model as it has become; of the same vocabulary.</param>
    /// <param name="promptIds">At least one id.</param>
    /// <param name="tokenCount">Tokens to compare at most; end tokens are nothing special.</param>
    /// <param name="progress">Hears of each token: tokens agreed on.</param>
    /// <param name="cancellation">Stops within a token.</param>
    /// <returns>Where they part, or null when they agree throughout.</returns>
    /// <exception cref="IngotException">Prompt and tokens exceed the context, or the vocabularies differ in size.</exception>
    public static GreedyDivergence? Find(
        LanguageModel reference,
        LanguageModel candidate,
        IReadOnlyList<int> promptIds,
        int tokenCount,
        IProgress<EvaluationProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(reference);
        ArgumentNullException.ThrowIfNull(candidate);
        ArgumentNullException.ThrowIfNull(promptIds);
        ModelPair.CheckComparable(reference, candidate);
        KeyValueCache referenceCache = reference.CreateCache(), candidateCache = candidate.CreateCache();
        float[] expected = new float[reference.VocabularySize], actual = new float[reference.VocabularySize];
        int[] next = [.. promptIds];
        for (int index = 0; index < tokenCount; index++)
        {
            reference.Forward(next, referenceCache, LogitsWanted.Last, expected, cancellation);
            candidate.Forward(next, candidateCache, LogitsWanted.Last, actual, cancellation);
            int expectedId = TensorPrimitives.IndexOfMax<float>(expected), actualId = TensorPrimitives.IndexOfMax<float>(actual);
            if (expectedId != actualId)
                return new(
                    index, expectedId, actualId, expected[expectedId] - expected[actualId], actual[actualId] - actual[expectedId],
                    Probability(expected, expectedId), Probability(actual, actualId));
            next = [expectedId];
            progress?.Report(new(index + 1, tokenCount, double.NaN));
        }

        return null;
    }

    private static double Probability(float[] logits, int tokenId)
    {
        LogProbabilities probabilities = new(logits.Length);
        probabilities.Set(logits);
        return probabilities.Probabilities[tokenId];
    }
}
