using System.Text.Json;
using Ingot.Inference;
using Ingot.Inference.Tests.Checkpoints;
using Ingot.Tensors;

namespace Ingot.Evaluation.Tests;

public class PerplexityTests
{
    [Theory]
    [InlineData("internlm2-tiny-bf16", "BF16", "BF16")]
    [InlineData("internlm2-tiny-Q8_0", "Q8_0", "Q8_0")]
    [InlineData("internlm2-tiny-Q4_0", "Q4_0", "Q6_K")]
    public void Measure_AgreesWithLlamaPerplexity_AfterTwoChunks(string golden, string typeName, string headTypeName)
    {
        using JsonDocument file = JsonDocument.Parse(File.ReadAllBytes(TestFiles.Golden("eval", "perplexity.json")));
        JsonElement expected = file.RootElement.GetProperty("results").GetProperty(golden).GetProperty("running");
        TestCheckpoint source = TestCheckpoint.InternLM2Tiny;
        TestCheckpoint stored = source with
        {
            Tensors = source.Tensors.ToDictionary(entry => entry.Key, entry => entry.Value.Shape.Rank < 2 ? entry.Value
                : entry.Value.AsType(TensorTypes.FromName(entry.Key == "output.weight" ? headTypeName : typeName)!)),
        };
        using LanguageModel model = LanguageModel.Load(stored);
        PerplexityResult result = Perplexity.Measure(model, EvaluationText.TokenIds, new() { BosTokenId = EvaluationText.Bos });
        Assert.Equal(2, result.Running.Count);
        Assert.Equal(2 * 255, result.ScoredTokens);
        for (int chunk = 0; chunk < 2; chunk++)
            Assert.Equal(1, result.Running[chunk] / expected[chunk].GetDouble(), 1e-3);
        Assert.Equal(result.Running[1], result.Value);
    }

    [Fact]
    public void Measure_AgreesWithTransformers_WithoutABeginTokenInFront()
    {
        using JsonDocument file = JsonDocument.Parse(
            File.ReadAllBytes(TestFiles.Golden("models", "expected", "internlm2-tiny", "expected_generation.json")));
        double expected = file.RootElement.GetProperty("perplexity").GetProperty("running")[0].GetDouble();
        using LanguageModel model = LanguageModel.Load(TestCheckpoint.InternLM2Tiny);
        PerplexityResult result = Perplexity.Measure(
            model, EvaluationText.TokenIds[1..], new() { BosTokenId = EvaluationText.Bos, MaxChunks = 1 });
        Assert.Equal(expected, result.Value, 1e-3);
    }

    [Fact]
    public void Measure_ReportsEachChunk()
    {
        using LanguageModel model = LanguageModel.Load(TestCheckpoint.InternLM2Tiny);
        Recorder progress = new();
        PerplexityResult result = Perplexity.Measure(model, EvaluationText.TokenIds, new() { ContextLength = 64, MaxChunks = 3 }, progress: progress);
        Assert.Equal([(1L, 3L), (2L, 3L), (3L, 3L)], progress.Reports.Select(report => (report.Done, report.Total)));
        Assert.Equal(result.Running, progress.Reports.Select(report => report.Value));
    }

    [Fact]
    public void StandardError_IsThatOfTheMeanTimesTheValue()
    {
        LikelihoodSum sum = new();
        foreach (double logProbability in (double[])[-1, -2, -4])
            sum.Add(logProbability);
        PerplexityResult result = sum.Result();
        Assert.Equal(Math.Exp(7 / 3.0), result.Value, 1e-12);
        Assert.Equal(Math.Exp(7 / 3.0) * Math.Sqrt((21 / 3.0 - 49 / 9.0) / 2), result.StandardError, 1e-12);
    }

    [Fact]
    public void Measure_NamesTheRemedy_WhenTheTextIsTooShort()
    {
        using LanguageModel model = LanguageModel.Load(TestCheckpoint.InternLM2Tiny);
        IngotException error = Assert.Throws<IngotException>(() => Perplexity.Measure(model, EvaluationText.TokenIds[..511]));
        Assert.Contains("longer text", error.Remedy, StringComparison.Ordinal);
    }

    private sealed class Recorder : IProgress<EvaluationProgress>
    {
        public List<EvaluationProgress> Reports { get; } = [];

        public void Report(EvaluationProgress value) => Reports.Add(value);
    }
}
