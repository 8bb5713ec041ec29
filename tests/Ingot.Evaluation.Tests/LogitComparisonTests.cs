using System.Numerics.Tensors;
using Ingot.Inference;
using Ingot.Inference.Tests.Checkpoints;
using Ingot.Models;
using Ingot.Tensors;

namespace Ingot.Evaluation.Tests;

public class LogitComparisonTests
{
    private static readonly EvaluationOptions Short = new() { ContextLength = 64, MaxChunks = 2 };

    [Fact]
    public void AModel_DivergesFromItselfByExactlyZero()
    {
        using LanguageModel first = LanguageModel.Load(TestCheckpoint.InternLM2Tiny, new() { ThreadCount = 1 });
        using LanguageModel second = LanguageModel.Load(TestCheckpoint.InternLM2Tiny, new() { ThreadCount = 2 });
        LogitComparisonResult result = LogitComparison.Measure(first, second, EvaluationText.TokenIds, Short);
        Assert.Equal(2 * 31, result.Positions);
        Assert.All(result.Divergences, divergence => Assert.Equal(0, divergence));
        Assert.Equal((0, 0, 1, 0), (result.MeanDivergence, result.MaxDivergence, result.SameTopShare, result.MaxLogitDifference));
        Assert.Equal(result.ReferencePerplexity.Value, result.CandidatePerplexity.Value);
    }

    [Fact]
    public void Measure_AgreesWithTheFormula_ForAChangedModel()
    {
        using LanguageModel reference = LanguageModel.Load(TestCheckpoint.InternLM2Tiny), changed = LanguageModel.Load(Changed());
        LogitComparisonResult result = LogitComparison.Measure(reference, changed, EvaluationText.TokenIds, Short with { MaxChunks = 1 });

        int[] text = EvaluationText.TokenIds[..63];
        float[] left = Logits(reference, text), right = Logits(changed, text);
        List<double> divergences = [];
        int sameTop = 0;
        for (int position = 32; position < 63; position++)
        {
            float[] p = left[(position * 2048)..((position + 1) * 2048)], q = right[(position * 2048)..((position + 1) * 2048)];
            double pSum = p.Sum(logit => Math.Exp(logit)), qSum = q.Sum(logit => Math.Exp(logit));
            divergences.Add(p.Zip(q, (x, y) => Math.Exp(x) / pSum * (x - Math.Log(pSum) - y + Math.Log(qSum))).Sum());
            sameTop += Array.IndexOf(p, p.Max()) == Array.IndexOf(q, q.Max()) ? 1 : 0;
        }

        Assert.True(result.MeanDivergence > 1e-4, $"The change is meant to be visible, but the divergence is {result.MeanDivergence}.");
        Assert.Equal(divergences.Average(), result.MeanDivergence, 1e-9);
        Assert.Equal(divergences.Order().ElementAt(15), result.MedianDivergence, 1e-9);
        Assert.Equal(divergences.Max(), result.MaxDivergence, 1e-9);
        Assert.Equal(sameTop / 31.0, result.SameTopShare, 1e-12);
        Assert.Equal(left.Zip(right).Skip(32 * 2048).Max(pair => Math.Abs((double)pair.First - pair.Second)), result.MaxLogitDifference);
        Assert.Equal(Perplexity.Measure(changed, EvaluationText.TokenIds, Short with { MaxChunks = 1 }).Value, result.CandidatePerplexity.Value, 1e-9);
    }

    [Fact]
    public void Percentile_InterpolatesBetweenNeighbours()
    {
        PerplexityResult none = new(1, 0, 0, []);
        LogitComparisonResult result = new()
        {
            Positions = 3, MeanDivergence = 2, MeanDivergenceError = 0, ByPosition = [], Divergences = [1, 2, 4], SameTopShare = 1, MaxLogitDifference = 0,
            ProbabilityDifferenceRms = 0, LogProbabilityCorrelation = 1, WorstPositions = [],
            ReferencePerplexity = none, CandidatePerplexity = none,
        };
        Assert.Equal([1, 2, 3, 4], new[] { 0, 0.5, 0.75, 1 }.Select(result.Percentile));
    }

    [Fact]
    public void Measure_RefusesAnotherVocabulary()
    {
        using LanguageModel reference = LanguageModel.Load(TestCheckpoint.InternLM2Tiny);
        using LanguageModel other = LanguageModel.Load(TestCheckpoint.Conformance("llama"));
        Assert.Throws<IngotException>(() => LogitComparison.Measure(reference, other, EvaluationText.TokenIds));
    }

    [Fact]
    public void Greedy_FindsNoDivergence_BetweenEqualModels()
    {
        using LanguageModel first = LanguageModel.Load(TestCheckpoint.InternLM2Tiny), second = LanguageModel.Load(TestCheckpoint.InternLM2Tiny);
        Assert.Null(GreedyComparison.Find(first, second, EvaluationText.TokenIds[..8], tokenCount: 16));
    }

    [Fact]
    public void Greedy_StatesWhereModelsPartAndTheMargins()
    {
        using LanguageModel reference = LanguageModel.Load(TestCheckpoint.InternLM2Tiny), changed = LanguageModel.Load(Changed());
        GreedyDivergence? found = GreedyComparison.Find(reference, changed, EvaluationText.TokenIds[..8], tokenCount: 200);
        Assert.NotNull(found);
        Assert.NotEqual(found.ReferenceTokenId, found.CandidateTokenId);
        Assert.True(found.ReferenceMargin >= 0 && found.CandidateMargin >= 0);

        // Up to there the reference's own text is the common one.
        List<int> text = [.. EvaluationText.TokenIds[..8]];
        for (int step = 0; step <= found.Index; step++)
        {
            float[] logits = Logits(reference, [.. text])[^2048..];
            text.Add(TensorPrimitives.IndexOfMax<float>(logits));
        }

        Assert.Equal(found.ReferenceTokenId, text[^1]);
    }

    // The gate of layer 1, half as large again.
    private static TestCheckpoint Changed()
    {
        TestCheckpoint checkpoint = TestCheckpoint.InternLM2Tiny;
        MemoryWeight gate = (MemoryWeight)checkpoint.Find(TensorRole.FeedForwardGate, 1)!;
        float[] values = [.. SafetensorsFile.Floats(gate).Select(value => value * 1.5f)];
        checkpoint.Replaced.Add((TensorRole.FeedForwardGate, 1), MemoryWeight.Of(gate.Name, TensorTypes.F32, [.. gate.Shape.Dimensions], values));
        return checkpoint;
    }

    private static float[] Logits(LanguageModel model, int[] text)
    {
        float[] logits = new float[text.Length * model.VocabularySize];
        model.Forward(text, model.CreateCache(), LogitsWanted.All, logits);
        return logits;
    }
}
