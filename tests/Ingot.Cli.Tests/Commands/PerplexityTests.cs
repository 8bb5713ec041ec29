using System.Text.Json;

namespace Ingot.Cli.Tests.Commands;

public sealed class PerplexityTests : IDisposable
{
    private const string Sample = "samples/internlm2-tiny", Text = "tests/Golden/models/eval.txt";
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Perplexity_WritesLogits_ThatAQuantizedModelIsHeldAgainst()
    {
        string logits = folder.File("logits.bin"), model = folder.File("model.gguf");
        IngotResult source = IngotProcess.Run(["perplexity", Sample, "-f", Text, "-c", "128", "--chunks", "2", "--kl-divergence-base", logits, "--json"]).With(0);
        Assert.Equal(2 * 63, source.Json.GetProperty("scored_tokens").GetInt32());
        Assert.Equal([logits], Directory.GetFiles(folder.Path));
        IngotProcess.Run(["convert", Sample, "-o", model, "-q", "Q4_K_M"]).With(0);
        JsonElement json = IngotProcess.Run(["perplexity", model, "--kl-divergence", "--kl-divergence-base", logits, "--json"]).With(0).Json;
        Assert.Equal(source.Json.GetProperty("perplexity").GetDouble(), json.GetProperty("base_perplexity").GetDouble(), 1e-2);
        Assert.InRange(json.GetProperty("mean_kl").GetDouble(), 1e-4, 0.1);
    }

    [Fact]
    public void Perplexity_WithoutAText_SaysWhatIsMissing()
    {
        Assert.Contains("-f", IngotProcess.Run(["perplexity", Sample]).With(2).Error, StringComparison.Ordinal);
        Assert.Contains("--kl-divergence-base", IngotProcess.Run(["perplexity", Sample, "--kl-divergence"]).With(2).Error, StringComparison.Ordinal);
    }
}
