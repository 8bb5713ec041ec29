using Ingot.Evaluation.Logits;
using Ingot.Inference;
using Ingot.Tensors;

namespace Ingot.Evaluation;

/// <summary>How surprised a model is by a text, as llama.cpp's llama-perplexity defines it.</summary>
public static class Perplexity
{
    /// <summary>Measures perplexity.</summary>
    /// <param name="model">The model.</param>
    /// <param name="tokenIds">
    /// The whole text. llama-perplexity encodes it with the begin token in front where the tokenizer adds one; for its numbers, do the same.
    /// </param>
    /// <param name="options">How to cut it; null for chunks of 512 without a begin token.</param>
    /// <param name="logits">Where the logits of the scored positions go, for other models to be compared with; null for nowhere.</param>
    /// <param name="progress">Hears of each chunk: chunks done, and the perplexity so far.</param>
    /// <param name="cancellation">Stops within a chunk.</param>
    /// <exception cref="IngotException">The text is shorter than one chunk.</exception>
    /// <exception cref="ArgumentException">An id is outside the vocabulary.</exception>
    public static PerplexityResult Measure(
        LanguageModel model,
        IReadOnlyList<int> tokenIds,
        EvaluationOptions? options = null,
        Stream? logits = null,
        IProgress<EvaluationProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(tokenIds);
        TextChunks text = new(tokenIds, options ?? new());
        KeyValueCache cache = text.CreateCache(model);
        LogProbabilities probabilities = new(model.VocabularySize);
        LikelihoodSum likelihood = new();
        LogitsFileWriter? writer = logits is null ? null : new(
            logits, new(text.ContextLength, model.VocabularySize, text.Count), tokenIds.Take(text.Count * text.ContextLength));
        for (int chunk = 0; chunk < text.Count; chunk++)
        {
            int[] ids = text.Chunk(chunk);
            cache.Truncate(0);
            model.Forward(ids.AsSpan(0, text.FirstScored), cache, cancellation);
            model.Forward(ids.AsSpan(text.FirstScored, text.ScoredCount), cache, LogitsWanted.All, Score, cancellation);
            likelihood.EndChunk();
            progress?.Report(new(chunk + 1, text.Count, likelihood.Perplexity));

            void Score(int index, ReadOnlySpan<float> position)
            {
                probabilities.Set(position);
                writer?.Add(position);
                likelihood.Add(probabilities.Logs[ids[text.FirstScored + index + 1]]);
            }
        }

        return likelihood.Result();
    }
}
