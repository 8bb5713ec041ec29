using System.Numerics.Tensors;
using Ingot.Inference;
using Ingot.Tensors;

namespace Ingot.Evaluation;

/// <summary>Compares two models' predictions position by position over one text. Nothing but a few positions' logits is ever held.</summary>
public sealed class LogitComparison
{
    private const int BatchPositions = 16;
    private const int WorstCount = 8;

    private readonly LanguageModel reference;
    private readonly LanguageModel candidate;
    private readonly LogProbabilities expected;
    private readonly LogProbabilities actual;
    private readonly LikelihoodSum expectedLikelihood = new();
    private readonly LikelihoodSum actualLikelihood = new();
    private readonly List<DivergentPosition> positions = [];
    private readonly float[] expectedLogits;
    private readonly float[] actualLogits;
    private double maxDifference;
    private long sameTop;

    private LogitComparison(LanguageModel reference, LanguageModel candidate)
    {
        this.reference = reference;
        this.candidate = candidate;
        expected = new(reference.VocabularySize);
        actual = new(reference.VocabularySize);
        expectedLogits = new float[BatchPositions * reference.VocabularySize];
        actualLogits = new float[expectedLogits.Length];
    }

    /// <summary>Compares a candidate with a reference over the positions that perplexity scores.</summary>
    /// <param name="reference">The model as it should be.</param>
    /// <param name="candidate">The model as it has become; of the same vocabulary.</param>
    /// <param name="tokenIds">The whole text, as for <see cref="Perplexity.Measure"/>.</param>
    /// <param name="options">How to cut it; null for chunks of 512 without a begin token.</param>
    /// <param name="progress">Hears of each chunk: chunks done, and the mean divergence so far.</param>
    /// <param name="cancellation">Stops within a chunk.</param>
    /// <exception cref="IngotException">The text is shorter than one chunk, or the vocabularies differ in size.</exception>
    /// <exception cref="ArgumentException">An id is outside the vocabulary.</exception>
    public static LogitComparisonResult Measure(
        LanguageModel reference,
        LanguageModel candidate,
        IReadOnlyList<int> tokenIds,
        EvaluationOptions? options = null,
        IProgress<EvaluationProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(reference);
        ArgumentNullException.ThrowIfNull(candidate);
        ArgumentNullException.ThrowIfNull(tokenIds);
        ModelPair.CheckComparable(reference, candidate);
        LogitComparison comparison = new(reference, candidate);
        comparison.Run(new TextChunks(tokenIds, options ?? new()), progress, cancellation);
        return comparison.Result();
    }

    private void Run(TextChunks text, IProgress<EvaluationProgress>? progress, CancellationToken cancellation)
    {
        KeyValueCache referenceCache = text.CreateCache(reference), candidateCache = text.CreateCache(candidate);
        for (int chunk = 0; chunk < text.Count; chunk++)
        {
            int[] ids = text.Chunk(chunk);
            referenceCache.Truncate(0);
            candidateCache.Truncate(0);
            reference.Forward(ids.AsSpan(0, text.FirstScored), referenceCache, cancellation);
            candidate.Forward(ids.AsSpan(0, text.FirstScored), candidateCache, cancellation);
            int end = text.FirstScored + text.ScoredCount;
            for (int at = text.FirstScored, count; at < end; at += count)
            {
                count = Math.Min(BatchPositions, end - at);
                int length = count * reference.VocabularySize;
                reference.Forward(ids.AsSpan(at, count), referenceCache, LogitsWanted.All, expectedLogits.AsSpan(0, length), cancellation);
                candidate.Forward(ids.AsSpan(at, count), candidateCache, LogitsWanted.All, actualLogits.AsSpan(0, length), cancellation);
                for (int i = 0; i < count; i++)
                    Compare(i * reference.VocabularySize, nextTokenId: ids[at + i + 1], tokenIndex: chunk * ids.Length + at + i + 1);
            }

            expectedLikelihood.EndChunk();
            actualLikelihood.EndChunk();
            progress?.Report(new(chunk + 1, text.Count, positions.Average(position => position.Divergence)));
        }
    }

    private void Compare(int offset, int nextTokenId, int tokenIndex)
    {
        ReadOnlySpan<float> left = expectedLogits.AsSpan(offset, reference.VocabularySize);
        ReadOnlySpan<float> right = actualLogits.AsSpan(offset, reference.VocabularySize);
        expected.Set(left);
        actual.Set(right);
        expectedLikelihood.Add(expected.Logs[nextTokenId]);
        actualLikelihood.Add(actual.Logs[nextTokenId]);
        if (TensorPrimitives.IndexOfMax(left) == TensorPrimitives.IndexOfMax(right))
            sameTop++;

        double divergence = 0;
        for (int tokenId = 0; tokenId < left.Length; tokenId++)
        {
            // A token that the reference excludes contributes nothing: the limit of p * log p.
            if (expected.Probabilities[tokenId] > 0)
                divergence += expected.Probabilities[tokenId] * (expected.Logs[tokenId] - actual.Logs[tokenId]);
            maxDifference = Math.Max(maxDifference, Math.Abs((double)left[tokenId] - right[tokenId]));
        }

        // Never negative but by rounding.
        positions.Add(new(tokenIndex, Math.Max(divergence, 0), expected.Probabilities[nextTokenId], actual.Probabilities[nextTokenId]));
    }

    private LogitComparisonResult Result()
    {
        double[] divergences = [.. positions.Select(position => position.Divergence).Order()];
        double mean = divergences.Average(), squares = divergences.Sum(value => (value - mean) * (value - mean));
        return new()
        {
            Positions = divergences.Length,
            MeanDivergence = mean,
            MeanDivergenceError = divergences.Length > 1 ? Math.Sqrt(squares / divergences.Length / (divergences.Length - 1)) : 0,
            Divergences = divergences,
            SameTopShare = (double)sameTop / divergences.Length,
            MaxLogitDifference = maxDifference,
            ProbabilityDifferenceRms = Math.Sqrt(positions.Average(position => Math.Pow(position.CandidateProbability - position.ReferenceProbability, 2))),
            LogProbabilityCorrelation = Correlation(),
            WorstPositions = [.. positions.OrderByDescending(position => position.Divergence).ThenBy(position => position.TokenIndex).Take(WorstCount)],
            ReferencePerplexity = expectedLikelihood.Result(),
            CandidatePerplexity = actualLikelihood.Result(),
        };
    }

    // A probability may be too small for a double: what is below counts as the smallest there is.
    private double Correlation()
    {
        double[] left = [.. positions.Select(position => Math.Log(Math.Max(position.ReferenceProbability, double.Epsilon)))];
        double[] right = [.. positions.Select(position => Math.Log(Math.Max(position.CandidateProbability, double.Epsilon)))];
        double leftMean = left.Average(), rightMean = right.Average(), product = 0, leftSquares = 0, rightSquares = 0;
        for (int i = 0; i < left.Length; i++)
        {
            product += (left[i] - leftMean) * (right[i] - rightMean);
            leftSquares += (left[i] - leftMean) * (left[i] - leftMean);
            rightSquares += (right[i] - rightMean) * (right[i] - rightMean);
        }

        return leftSquares > 0 && rightSquares > 0 ? product / Math.Sqrt(leftSquares * rightSquares) : 1;
    }
}
