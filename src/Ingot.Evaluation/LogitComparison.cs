using Ingot.Evaluation.Logits;
using Ingot.Inference;
using Ingot.Tensors;

namespace Ingot.Evaluation;

/// <summary>Compares two models' predictions position by position over one text. Nothing but a few positions' logits is ever held.</summary>
public sealed class LogitComparison
{
    private const int BatchPositions = 16;

    private readonly LanguageModel reference;
    private readonly LanguageModel candidate;
    private readonly LogProbabilities expected;
    private readonly LogProbabilities actual;
    private readonly DivergenceStatistics statistics = new();
    private readonly float[] expectedLogits;
    private readonly float[] actualLogits;
    private double maxDifference;

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
        return comparison.statistics.Result(comparison.maxDifference);
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

            statistics.EndChunk();
            progress?.Report(new(chunk + 1, text.Count, statistics.MeanDivergence));
        }
    }

    private void Compare(int offset, int nextTokenId, int tokenIndex)
    {
        ReadOnlySpan<float> left = expectedLogits.AsSpan(offset, reference.VocabularySize);
        ReadOnlySpan<float> right = actualLogits.AsSpan(offset, reference.VocabularySize);
        expected.Set(left);
        actual.Set(right);
        statistics.Add(expected, actual, nextTokenId, tokenIndex);
        for (int tokenId = 0; tokenId < left.Length; tokenId++)
            maxDifference = Math.Max(maxDifference, Math.Abs((double)left[tokenId] - right[tokenId]));
    }

    /// <summary>Compares a candidate with what a reference wrote into a logits file, over the same text.</summary>
    /// <param name="reference">The file; read to its end, or as far as the options say.</param>
    /// <param name="candidate">The model as it has become; of the same vocabulary.</param>
    /// <param name="options">The begin token and the number of chunks; the length of a chunk is the file's. Null for all, without a begin token.</param>
    /// <param name="progress">Hears of each chunk: chunks done, and the mean divergence so far.</param>
    /// <param name="cancellation">Stops within a chunk.</param>
    /// <exception cref="IngotException">The vocabularies differ in size.</exception>
    public static LogitComparisonResult Measure(
        LogitsFileReader reference,
        LanguageModel candidate,
        EvaluationOptions? options = null,
        IProgress<EvaluationProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(reference);
        ArgumentNullException.ThrowIfNull(candidate);
        ModelPair.CheckVocabulary("the logits file", reference.Layout.VocabularySize, candidate);
        TextChunks text = new(reference.TokenIds, (options ?? new()) with { ContextLength = reference.Layout.ContextLength });
        LogProbabilities expected = new(candidate.VocabularySize), actual = new(candidate.VocabularySize);
        double[] logs = new double[candidate.VocabularySize];
        DivergenceStatistics statistics = new();
        KeyValueCache cache = text.CreateCache(candidate);
        for (int chunk = 0; chunk < text.Count; chunk++)
        {
            int[] ids = text.Chunk(chunk);
            int chunkStart = chunk * ids.Length;
            cache.Truncate(0);
            candidate.Forward(ids.AsSpan(0, text.FirstScored), cache, cancellation);
            candidate.Forward(ids.AsSpan(text.FirstScored, text.ScoredCount), cache, LogitsWanted.All, Score, cancellation);
            statistics.EndChunk();
            progress?.Report(new(chunk + 1, text.Count, statistics.MeanDivergence));

            void Score(int index, ReadOnlySpan<float> logits)
            {
                reference.Read(logs);
                expected.SetLogs(logs);
                actual.Set(logits);
                int next = text.FirstScored + index + 1;
                statistics.Add(expected, actual, ids[next], chunkStart + next);
            }
        }

        return statistics.Result(maxLogitDifference: double.NaN);
    }
}
