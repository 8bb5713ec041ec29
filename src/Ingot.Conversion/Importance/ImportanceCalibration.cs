using Ingot.Checkpoints;
using Ingot.Checkpoints.Findings;
using Ingot.Evaluation;
using Ingot.Inference;
using Ingot.Quantization.Importance;
using Ingot.Tensors;
using Ingot.Text;

namespace Ingot.Conversion.Importance;

/// <summary>Reads a text with a model and notes how large the activations before each weight are.</summary>
/// <remarks>Source: llama-imatrix, with the same chunks, the same definition and the same names, from any format a model is stored in.</remarks>
public static class ImportanceCalibration
{
    /// <summary>Makes an importance matrix.</summary>
    /// <param name="checkpoint">The model.</param>
    /// <param name="text">The text.</param>
    /// <param name="dataset">The text's name, which the matrix keeps.</param>
    /// <param name="options">How to read it; null for llama-imatrix's defaults.</param>
    /// <param name="chunkDone">Called after each chunk with the chunks done and a way to get the matrix so far, to be saved against loss.</param>
    /// <param name="progress">Hears of each chunk: chunks done, and the perplexity so far or NaN.</param>
    /// <param name="cancellation">Stops within a chunk.</param>
    /// <exception cref="IngotException">The model has no tokenizer, the text is too short, or an activation is not finite.</exception>
    public static CalibrationResult Run(
        Checkpoint checkpoint, string text, string dataset, CalibrationOptions? options = null, Action<int, Func<ImportanceMatrix>>? chunkDone = null,
        IProgress<EvaluationProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(checkpoint);
        ArgumentNullException.ThrowIfNull(text);
        options ??= new();
        TextChunks chunks = Chunks(checkpoint, text, options);
        using LanguageModel model = LanguageModel.Load(checkpoint.Weights, new() { ThreadCount = options.ThreadCount });
        ActivationSums sums = new(CalibratedTensors.Of(checkpoint, options.IncludesOutput));
        model.LinearInputs = sums.Add;
        KeyValueCache cache = chunks.CreateCache(model);
        LogProbabilities probabilities = new(options.MeasuresPerplexity ? model.VocabularySize : 0);
        LikelihoodSum likelihood = new();
        LogitsWanted first = options.IncludesOutput ? LogitsWanted.All : LogitsWanted.None;
        LogitsWanted second = options.IncludesOutput || options.MeasuresPerplexity ? LogitsWanted.All : LogitsWanted.None;
        for (int chunk = 0; chunk < chunks.Count; chunk++)
        {
            int[] ids = chunks.Chunk(chunk);
            cache.Truncate(0);
            model.Forward(ids.AsSpan(0, chunks.FirstScored), cache, first, (_, _) => { }, cancellation);
            model.Forward(ids.AsSpan(chunks.FirstScored), cache, second, Score, cancellation);
            if (options.MeasuresPerplexity)
                likelihood.EndChunk();
            int done = chunk + 1;
            progress?.Report(new(done, chunks.Count, options.MeasuresPerplexity ? likelihood.Perplexity : double.NaN));
            chunkDone?.Invoke(done, () => Matrix(sums, dataset, done, options));

            void Score(int index, ReadOnlySpan<float> logits)
            {
                // The last token is read for its activations; what follows it is in no chunk.
                if (!options.MeasuresPerplexity || index == chunks.ScoredCount)
                    return;
                probabilities.Set(logits);
                likelihood.Add(probabilities.Logs[ids[chunks.FirstScored + index + 1]]);
            }
        }

        ImportanceMatrix matrix = Matrix(sums, dataset, chunks.Count, options);
        return new(matrix, options.MeasuresPerplexity ? likelihood.Result() : null, [.. Coverage(matrix)]);
    }

    /// <summary>Says which experts no token has reached.</summary>
    public static IEnumerable<Finding> Coverage(ImportanceMatrix matrix)
    {
        ArgumentNullException.ThrowIfNull(matrix);
        return
            from entry in matrix.Entries
            let missed = (int[])[.. Enumerable.Range(0, entry.Counts.Length).Where(i => entry.Counts[i] == 0)]
            where missed.Length > 0
            select FindingKinds.ImportanceWithoutData.At(entry.Name, string.Join(", ", missed), entry.Counts.Length);
    }

    private static ImportanceMatrix Matrix(ActivationSums sums, string dataset, int chunkCount, CalibrationOptions options)
    {
        ImportanceMatrix own = sums.ToMatrix(dataset, chunkCount, options.ContextLength);
        return options.Earlier.IsEmpty ? own : ImportanceSum.Of([.. options.Earlier, own], options.ContextLength);
    }

    private static TextChunks Chunks(Checkpoint checkpoint, string text, CalibrationOptions options)
    {
        ITokenizer tokenizer = checkpoint.Tokenizer ?? throw new IngotException(
            new(checkpoint.Path), "The model has no tokenizer.", "Add tokenizer.json or tokenizer.model to the folder.");
        IReadOnlyList<int> ids = tokenizer.Encode(text, new() { ParseSpecial = options.ParseSpecial });
        int wholeChunks = ids.Count / options.ContextLength;
        if (options.FirstChunk > 0 && options.FirstChunk >= wholeChunks)
        {
            throw new IngotException(
                null, $"The text has {wholeChunks:N0} whole chunks, and {options.FirstChunk:N0} of them were to be left out.", "Leave out fewer, or take a longer text.");
        }

        return new(
            [.. ids.Skip(options.FirstChunk * options.ContextLength)],
            new()
            {
                ContextLength = options.ContextLength,
                MaxChunks = options.MaxChunks,
                BosTokenId = tokenizer.Special.AddBos ? tokenizer.Special.Bos : null,
            });
    }
}
