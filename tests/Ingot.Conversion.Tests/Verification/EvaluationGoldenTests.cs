using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Ingot.Checkpoints;
using Ingot.Evaluation;
using Ingot.Inference;
using Ingot.Text;
using Xunit.Abstractions;

namespace Ingot.Conversion.Tests.Verification;

/// <summary>Our files under our evaluation against the published tools' files under theirs: llama-perplexity over eval.txt.</summary>
public sealed class EvaluationGoldenTests(InternLM2Tiny internLM2, ITestOutputHelper output) : IClassFixture<InternLM2Tiny>
{
    [Theory, InlineData("Q8_0"), InlineData("Q4_K_M"), InlineData("Q2_K")]
    public void QuantizedFile_HasTheGoldenPerplexityAndDivergence(string fileType)
    {
        using Checkpoint source = Checkpoint.Open(internLM2["F32"]), result = Checkpoint.Open(internLM2[fileType]);
        ITokenizer tokenizer = source.Tokenizer!;
        using LanguageModel reference = LanguageModel.Load(source.Weights), candidate = LanguageModel.Load(result.Weights);
        LogitComparisonResult measured = LogitComparison.Measure(
            reference, candidate, tokenizer.Encode(File.ReadAllText(TestFiles.Golden("models", "eval.txt"))),
            new() { ContextLength = 512, BosTokenId = tokenizer.Special.Bos });
        output.WriteLine($"{fileType}: {measured.ReferencePerplexity.Value} {measured.CandidatePerplexity.Value} {measured.MeanDivergence} {measured.SameTopShare}");

        Assert.Equal(Perplexity("internlm2-tiny-f32"), measured.ReferencePerplexity.Value, 1e-3 * measured.ReferencePerplexity.Value);
        Assert.Equal(Perplexity($"internlm2-tiny-{fileType}"), measured.CandidatePerplexity.Value, 1e-3 * measured.CandidatePerplexity.Value);
        string golden = File.ReadAllText(TestFiles.Golden("eval", $"kl-{fileType}.txt"));
        Assert.InRange(measured.MeanDivergence / Printed(golden, @"Mean    KLD:\s+([\d.]+)"), 0.95, 1.05);
        Assert.Equal(Printed(golden, @"Same top p:\s+([\d.]+)") / 100, measured.SameTopShare, 5e-3);
    }

    [Fact]
    public void Bf16File_HasTheGoldenPerplexity()
    {
        using Checkpoint source = Checkpoint.Open(internLM2["BF16"]);
        ITokenizer tokenizer = source.Tokenizer!;
        using LanguageModel model = LanguageModel.Load(source.Weights);
        PerplexityResult measured = Evaluation.Perplexity.Measure(
            model, tokenizer.Encode(File.ReadAllText(TestFiles.Golden("models", "eval.txt"))),
            new() { ContextLength = 512, BosTokenId = tokenizer.Special.Bos });
        Assert.Equal(25, measured.Running.Count);
        Assert.Equal(Perplexity("internlm2-tiny-bf16"), measured.Value, 1e-3 * measured.Value);
    }

    private static double Perplexity(string name)
    {
        using JsonDocument file = JsonDocument.Parse(File.ReadAllBytes(TestFiles.Golden("eval", "perplexity.json")));
        return file.RootElement.GetProperty("results").GetProperty(name).GetProperty("perplexity").GetDouble();
    }

    private static double Printed(string text, string pattern) => double.Parse(Regex.Match(text, pattern).Groups[1].Value, CultureInfo.InvariantCulture);
}
