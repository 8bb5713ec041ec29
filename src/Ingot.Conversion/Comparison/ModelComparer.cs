using Ingot.Checkpoints;
using Ingot.Conversion.Verification;
using Ingot.Evaluation;
using Ingot.Evaluation.Layers;
using Ingot.Evaluation.Weights;
using Ingot.Inference;
using Ingot.Tensors;
using Ingot.Text;

namespace Ingot.Conversion.Comparison;

/// <summary>Holds two models of any format against each other: their weights, their layers and predictions over a text, their greedy continuations.</summary>
public static class ModelComparer
{
    private const int TokensBefore = 12;

    /// <summary>Compares them. Both stream: no logits and no weights are kept beyond a few positions and rows.</summary>
    /// <param name="reference">The model as it should be.</param>
    /// <param name="candidate">The model held against it.</param>
    /// <param name="options">The text, the prompts, lengths and threads.</param>
    /// <param name="progress">Told what is being done; null for nobody.</param>
    /// <param name="cancellation">Stops between blocks of rows and within a forward pass.</param>
    /// <exception cref="IngotException">The models cannot be run, or the text is shorter than a chunk.</exception>
    public static ComparisonReport Compare(
        Checkpoint reference,
        Checkpoint candidate,
        ComparisonOptions options,
        IProgress<VerificationProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(reference);
        ArgumentNullException.ThrowIfNull(candidate);
        ArgumentNullException.ThrowIfNull(options);
        reference.Map.ThrowIfBroken(new(reference.Path));
        candidate.Map.ThrowIfBroken(new(candidate.Path));
        ComparisonReport report = new()
        {
            Reference = reference.Path,
            Candidate = candidate.Path,
            Weights = [.. WeightComparison.Measure(reference.Weights, candidate.Weights, new StageProgress(progress, "weights"), cancellation)],
            Logits = null,
            WorstPositions = [],
            Layers = [],
            Generations = [],
        };
        // Models of different vocabularies have weights to compare, but no logits.
        bool canRun = reference.Hyperparameters.VocabularySize == candidate.Hyperparameters.VocabularySize
            && report.Weights.All(weight => weight.Error is not { NonFiniteCount: > 0 });
        return !options.WeightsOnly && canRun && (reference.Tokenizer ?? candidate.Tokenizer) is { } tokenizer
            ? Run(report, reference, candidate, tokenizer, options, progress, cancellation) with
            {
                Precision = options.Precisions.IsEmpty
                    ? null
                    : PrecisionComparison.Measure(reference.Weights, candidate.Weights, tokenizer, options, progress, cancellation),
            }
            : report;
    }

    private static ComparisonReport Run(
        ComparisonReport report, Checkpoint reference, Checkpoint candidate, ITokenizer tokenizer, ComparisonOptions options,
        IProgress<VerificationProgress>? progress, CancellationToken cancellation)
    {
        InferenceOptions inference = new() { ThreadCount = options.ThreadCount, Compute = options.Compute };
        using LanguageModel expected = LanguageModel.Load(reference.Weights, inference), actual = LanguageModel.Load(candidate.Weights, inference);
        IReadOnlyList<int> ids = tokenizer.Encode(options.Text);
        int context = Math.Min(options.ContextLength, Math.Min(expected.Hyperparameters.ContextLength, actual.Hyperparameters.ContextLength));
        EvaluationOptions evaluation = new()
        {
            ContextLength = Math.Min(context, ids.Count),
            BosTokenId = tokenizer.Special.AddBos ? tokenizer.Special.Bos : null,
            MaxChunks = options.MaxChunks,
        };
        LogitComparisonResult logits = LogitComparison.Measure(expected, actual, ids, evaluation, new StageProgress(progress, "logits"), cancellation);
        IReadOnlyList<ComparedLayer> layers = LayerComparison.CanMeasure(expected, actual)
            ? LayerComparison.Measure(
                expected, actual, report.Weights, ids, evaluation with { MaxChunks = 1 }, new StageProgress(progress, "layers"), cancellation)
            : [];
        return report with
        {
            Layers = [.. layers],
            Text = TextPieces.Of(ids, logits.ByPosition, tokenizer),
            Logits = logits,
            WorstPositions = [.. logits.WorstPositions.Where(position => position.Divergence > 0).Select(position => AsText(position, ids, tokenizer))],
            Generations = [.. options.Prompts.Select(prompt => Continue(prompt, expected, actual, tokenizer, options, progress, cancellation))],
        };
    }

    private static PositionText AsText(DivergentPosition position, IReadOnlyList<int> ids, ITokenizer tokenizer)
    {
        int first = Math.Max(0, position.TokenIndex - TokensBefore);
        return new(tokenizer.Decode(ids.Skip(first).Take(position.TokenIndex - first)), tokenizer.Decode([ids[position.TokenIndex]]), position);
    }

    private static ComparedGeneration Continue(
        string prompt, LanguageModel expected, LanguageModel actual, ITokenizer tokenizer, ComparisonOptions options,
        IProgress<VerificationProgress>? progress, CancellationToken cancellation)
    {
        int[] ids = [.. tokenizer.Encode(prompt)];
        int room = Math.Min(expected.Hyperparameters.ContextLength, actual.Hyperparameters.ContextLength) - ids.Length;
        int tokens = Math.Clamp(options.GreedyTokens, 0, Math.Max(0, room));
        GreedyDivergence? divergence = GreedyComparison.Find(expected, actual, ids, tokens, new StageProgress(progress, "greedy"), cancellation);
        return new(
            prompt, tokens, divergence,
            divergence is null ? null : tokenizer.Decode([divergence.ReferenceTokenId]),
            divergence is null ? null : tokenizer.Decode([divergence.CandidateTokenId]));
    }
}
