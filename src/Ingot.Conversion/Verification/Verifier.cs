using System.Collections.Immutable;
using Ingot.Checkpoints;
using Ingot.Checkpoints.Gguf;
using Ingot.Conversion.Gguf;
using Ingot.Evaluation;
using Ingot.Inference;
using Ingot.Models.Naming;
using Ingot.Quantization.Recipes;
using Ingot.Tensors;

namespace Ingot.Conversion.Verification;

/// <summary>Checks a finished model: whole, finite, labelled truly; and, held against its source, the same model.</summary>
public static class Verifier
{
    /// <summary>Verifies a result.</summary>
    /// <param name="result">The model to check, opened anew.</param>
    /// <param name="source">What it was made from; null to check the file alone.</param>
    /// <param name="options">Lengths and threads.</param>
    /// <param name="progress">Told what is being done; null for nobody.</param>
    /// <param name="cancellation">Stops between blocks of rows and within a forward pass.</param>
    /// <exception cref="CheckpointException">Tensors are missing, left over or of a wrong shape.</exception>
    public static VerificationReport Verify(
        Checkpoint result,
        Checkpoint? source,
        VerificationOptions options,
        IProgress<VerificationProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(options);
        result.Map.ThrowIfBroken(new(result.Path));
        ImmutableArray<VerifiedTensor> tensors = CheckTensors(result, source, progress, cancellation);
        long bytes = result.Tensors.Tensors.Sum(tensor => tensor.ByteCount), weights = result.WeightCount;
        double bitsPerWeight = 8.0 * bytes / Math.Max(1, weights);
        return new()
        {
            Path = result.Path,
            Source = source?.Path,
            Tensors = tensors,
            Label = result is GgufCheckpoint gguf ? CheckLabel(gguf) : null,
            Comparison = source is null || tensors.Any(tensor => tensor.NonFiniteCount > 0)
                ? null
                : Compare(result, source, options, progress, cancellation),
            BitsPerWeight = bitsPerWeight,
        };
    }

    private static ImmutableArray<VerifiedTensor> CheckTensors(
        Checkpoint result, Checkpoint? source, IProgress<VerificationProgress>? progress, CancellationToken cancellation)
    {
        List<VerifiedTensor> tensors = [];
        foreach (MappedTensor mapped in result.Map.Tensors)
        {
            progress?.Report(new("tensors", tensors.Count, result.Map.Tensors.Count, mapped.Source.Name));
            IWeight weight = result.Open(mapped.Source);
            // The result's tensor as it would be made from the source: the same rows in the same order.
            IWeight? expected = source is null ? null : new TargetTensor(
                mapped.Source.Name, mapped.Spec, mapped.Layer, mapped.Source.Shape, result.Weights.Decoder.Rope).Open(source.Weights);
            TensorErrorResult error = TensorError.Measure(expected ?? weight, weight, progress: null, cancellation);
            tensors.Add(new(
                mapped.Source.Name,
                weight.StoredType.Name,
                expected is null ? null : error.RelativeRms,
                expected is null ? null : ErrorBounds.OfTensor(expected.StoredType, weight.StoredType),
                error.NonFiniteCount));
        }

        return [.. tensors];
    }

    private static LabelCheck CheckLabel(GgufCheckpoint result)
    {
        long? id = result.File.Metadata["general.file_type"]?.AsInteger();
        FileType? label = id is long number ? FileTypes.Find(number.ToString(System.Globalization.CultureInfo.InvariantCulture)) : null;
        string main = result.Tensors.Tensors.GroupBy(tensor => tensor.Type)
            .MaxBy(group => group.Sum(tensor => tensor.Shape.ElementCount))!.Key.Name;
        bool matches = label is not null
            && (result.Tensors.Tensors.Any(tensor => tensor.Type.Name == label.DefaultTypeName) || !Gives(label, label.DefaultTypeName, result));
        return new(label?.Name ?? $"number {id}", main, matches);
    }

    // Of a model whose every tensor has rows that fit no block of a type, or is one the mix gives more bits, no tensor has the type its label names.
    private static bool Gives(FileType fileType, string typeName, GgufCheckpoint result)
    {
        ModelFacts facts = GgufModelFacts.Of(result.File.Metadata, result.Architecture.Gguf.Architecture, result.Path);
        IEnumerable<RecipeTensor> tensors = result.Tensors.Tensors.Select(tensor => new RecipeTensor(tensor.Name, tensor.Shape, TensorTypes.F32));
        return QuantizationRecipe.Choose(fileType, facts, tensors, QuantizationOptions.Default).Any(choice => choice.TypeName == typeName);
    }

    /// <summary>Runs both models over the built-in text; null when neither has a tokenizer.</summary>
    internal static ModelComparison? Compare(
        Checkpoint result, Checkpoint source, VerificationOptions options,
        IProgress<VerificationProgress>? progress, CancellationToken cancellation)
    {
        if ((source.Tokenizer ?? result.Tokenizer) is not { } tokenizer)
            return null;
        InferenceOptions inference = new() { ThreadCount = options.ThreadCount };
        using LanguageModel reference = LanguageModel.Load(source.Weights, inference), candidate = LanguageModel.Load(result.Weights, inference);
        IReadOnlyList<int> ids = tokenizer.Encode(BuiltInText.Text);
        int context = Math.Min(options.ContextLength, Math.Min(reference.Hyperparameters.ContextLength, candidate.Hyperparameters.ContextLength));
        EvaluationOptions evaluation = new()
        {
            ContextLength = Math.Min(context, ids.Count),
            BosTokenId = tokenizer.Special.AddBos ? tokenizer.Special.Bos : null,
            MaxChunks = options.MaxChunks,
        };
        LogitComparisonResult logits = LogitComparison.Measure(
            reference, candidate, ids, evaluation, new StageProgress(progress, "logits"), cancellation);
        int[] prompt = [.. ids.Take(Math.Min(16, context / 2))];
        int greedyTokens = Math.Min(options.GreedyTokens, context - prompt.Length);
        GreedyDivergence? divergence = GreedyComparison.Find(reference, candidate, prompt, greedyTokens, new StageProgress(progress, "greedy"), cancellation);
        return new()
        {
            Positions = logits.Positions,
            SourcePerplexity = logits.ReferencePerplexity.Value,
            ResultPerplexity = logits.CandidatePerplexity.Value,
            MeanDivergence = logits.MeanDivergence,
            DivergenceBound = ErrorBounds.OfModel(result.Tensors.Tensors, result.Hyperparameters.Experts is not null),
            SameTopShare = logits.SameTopShare,
            FirstDivergentToken = divergence?.Index,
            MarginThere = divergence?.ReferenceMargin,
            GreedyTokens = greedyTokens,
        };
    }
}
