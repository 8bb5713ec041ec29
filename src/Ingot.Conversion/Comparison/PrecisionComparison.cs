using System.Collections.Immutable;
using Ingot.Conversion.Verification;
using Ingot.Evaluation;
using Ingot.Evaluation.Precision;
using Ingot.Inference;
using Ingot.Inference.Precision;
using Ingot.Models;
using Ingot.Text;

namespace Ingot.Conversion.Comparison;

/// <summary>Runs both models in several kinds of numbers, one run after another.</summary>
/// <remarks>One model is loaded at a time. The logits of one short chunk are kept from every run: <c>[runs, 63, vocabulary]</c> at most.</remarks>
internal static class PrecisionComparison
{
    private const int ContextLength = 128;

    /// <summary>Measures them.</summary>
    public static PrecisionReport Measure(
        IModelWeights reference, IModelWeights candidate, ITokenizer tokenizer, ComparisonOptions options,
        IProgress<VerificationProgress>? progress, CancellationToken cancellation)
    {
        int room = Math.Min(reference.Hyperparameters.ContextLength, candidate.Hyperparameters.ContextLength);
        IReadOnlyList<int> ids = tokenizer.Encode(options.Text);
        TextChunks text = new(ids, new()
        {
            ContextLength = Math.Min(Math.Min(ContextLength, options.ContextLength), Math.Min(room, ids.Count)),
            BosTokenId = tokenizer.Special.AddBos ? tokenizer.Special.Bos : null,
            MaxChunks = 1,
        });
        ImmutableArray<int[]> prompts = [.. options.Prompts.Select(prompt => tokenizer.Encode(prompt).ToArray())];
        ImmutableArray<int> counts = [.. prompts.Select(prompt => Math.Clamp(options.GreedyTokens, 0, Math.Max(0, room - prompt.Length)))];
        List<PrecisionRun> runs = [];
        List<float[]> logits = [];
        foreach (bool isCandidate in new[] { false, true })
        {
            foreach (NumericPolicy policy in options.Precisions)
            {
                progress?.Report(new("precision", runs.Count, 2 * options.Precisions.Length, policy.Name));
                using LanguageModel model = LanguageModel.Load(
                    isCandidate ? candidate : reference, new() { ThreadCount = options.ThreadCount, Compute = policy });
                logits.Add(Logits(model, text, cancellation));
                runs.Add(new(isCandidate, policy, [.. prompts.Select((prompt, i) => GreedyTrace.Run(model, prompt, counts[i], cancellation))]));
            }
        }

        List<PrecisionPair> pairs = [];
        for (int first = 0; first < runs.Count; first++)
        {
            for (int second = first + 1; second < runs.Count; second++)
            {
                pairs.Add(new(
                    first, second, LogitDrift.Between(logits[first], logits[second], reference.Hyperparameters.VocabularySize),
                    [.. prompts.Select((_, i) => runs[first].Greedy[i].PartsFrom(runs[second].Greedy[i]))]));
            }
        }

        return new()
        {
            Runs = [.. runs],
            Pairs = [.. pairs],
            Prompts = options.Prompts,
            TokenCounts = counts,
            Positions = text.ScoredCount,
            TurningPoint = NarrowestTurn(runs, pairs, options.Precisions.Length, tokenizer),
        };
    }

    private static float[] Logits(LanguageModel model, TextChunks text, CancellationToken cancellation)
    {
        float[] logits = new float[checked(text.ScoredCount * model.VocabularySize)];
        KeyValueCache cache = text.CreateCache(model);
        int[] ids = text.Chunk(0);
        model.Forward(ids.AsSpan(0, text.FirstScored), cache, cancellation);
        model.Forward(ids.AsSpan(text.FirstScored, text.ScoredCount), cache, LogitsWanted.All, logits, cancellation);
        return logits;
    }

    // The narrowest lead that half precision turned shows best what happened.
    private static TurningPoint? NarrowestTurn(List<PrecisionRun> runs, List<PrecisionPair> pairs, int policies, ITokenizer tokenizer)
    {
        TurningPoint? found = null;
        foreach (PrecisionPair pair in pairs.Where(pair => pair.First % policies == 0 && pair.Second > pair.First && pair.Second < pair.First + policies))
        {
            for (int prompt = 0; prompt < pair.Parts.Length; prompt++)
            {
                if (pair.Parts[prompt] is not int index)
                    continue;
                (GreedyTrace wide, GreedyTrace narrow) = (runs[pair.First].Greedy[prompt], runs[pair.Second].Greedy[prompt]);
                if (found is null || wide.Leads[index] < found.Lead)
                    found = new(prompt, index, pair.Second, tokenizer.Decode([wide.TokenIds[index]]), tokenizer.Decode([narrow.TokenIds[index]]), wide.Leads[index]);
            }
        }

        return found;
    }
}
