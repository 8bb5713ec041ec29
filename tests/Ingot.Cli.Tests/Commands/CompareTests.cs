using System.Text.Json;

namespace Ingot.Cli.Tests.Commands;

public sealed class CompareTests : IDisposable
{
    private const string Sample = "samples/internlm2-tiny";
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Compare_FindsTheSameModel_BehindAnotherFamilyAndLayout()
    {
        IngotProcess.Run(["convert", Sample, "-o", folder.File("llama"), "--to", "hf", "--arch", "llama"]).With(0);
        JsonElement json = IngotProcess.Run(["compare", Sample, folder.File("llama"), "--json", "-n", "8", "--chunks", "1"]).With(0).Json;
        Assert.True(json.GetProperty("same_weights").GetBoolean());
        Assert.Equal("same", json.GetProperty("explanation").GetString());
        Assert.Equal(0, json.GetProperty("logits").GetProperty("max_kl").GetDouble());
        Assert.All(json.GetProperty("layers").EnumerateArray(), layer => Assert.Equal(0, layer.GetProperty("residual_error").GetDouble()));

        IngotProcess.Run(["convert", Sample, "-o", folder.File("model.gguf"), "-q", "BF16"]).With(0);
        IngotResult text = IngotProcess.Run(["compare", Sample, folder.File("model.gguf"), "-n", "8", "--chunks", "1"]).With(0);
        Assert.Contains("31 equal, 8 equal once their rows are moved", text.Output, StringComparison.Ordinal);
        Assert.Contains("Both are the same model", text.Output, StringComparison.Ordinal);
        Assert.Contains("the precision of the weights explains what every one of them does", text.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Compare_SaysHowFarAQuantizedModelIs_AndWhereAnswersPart()
    {
        IngotProcess.Run(["convert", Sample, "-o", folder.File("model.gguf"), "-q", "Q3_K_S"]).With(0);
        JsonElement json = IngotProcess.Run(
            ["compare", Sample, folder.File("model.gguf"), "--json", "-p", "who are you", "-n", "48", "--chunks", "1"]).With(0).Json;
        Assert.Equal("other_weights", json.GetProperty("explanation").GetString());
        Assert.InRange(json.GetProperty("logits").GetProperty("mean_kl").GetDouble(), 1e-4, 1);
        JsonElement generation = Assert.Single(json.GetProperty("generations").EnumerateArray());
        Assert.InRange(generation.GetProperty("agree").GetInt32(), 0, 47);
        Assert.NotEqual(generation.GetProperty("token_a").GetString(), generation.GetProperty("token_b").GetString());
        JsonElement[] layers = [.. json.GetProperty("layers").EnumerateArray()];
        Assert.Equal([-1, 0, 1, 2, 3], layers.Select(layer => layer.GetProperty("layer").GetInt32()));
        Assert.All(layers, layer => Assert.InRange(layer.GetProperty("residual_error").GetDouble(), 0.01, 1));
        Assert.All(layers, layer => Assert.False(layer.GetProperty("stands_out").GetBoolean(), $"{layer}"));
        JsonElement differing = json.GetProperty("weights").EnumerateArray().First(weight => weight.GetProperty("verdict").GetString() == "differs");
        Assert.InRange(differing.GetProperty("relative_error").GetDouble(), 0.01, 0.5);
    }

    [Fact]
    public void Compare_OfTwoModels_ComparesTheirWeightsAlone_WhereVocabulariesDiffer()
    {
        IngotResult text = IngotProcess.Run(["compare", Sample, "tests/Golden/conformance/llama/model"]).With(0);
        Assert.Contains("They are not the same model", text.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("perplexity", text.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Compare_SaysThatRoundingSeparatesAnswers_WhereTheWeightsAreTheSame()
    {
        IngotProcess.Run(["convert", Sample, "-o", folder.File("model.gguf"), "-q", "BF16"]).With(0);
        string[] args = ["compare", Sample, folder.File("model.gguf"), "--precision", "-n", "128", "-p", "who are you", "--chunks", "1"];
        JsonElement precision = IngotProcess.Run([.. args, "--json"]).With(0).Json.GetProperty("precision");
        Assert.Equal("rounding", precision.GetProperty("verdict").GetString());
        Dictionary<string, JsonElement> pairs = precision.GetProperty("pairs").EnumerateArray()
            .ToDictionary(pair => $"{pair.GetProperty("first").GetString()}, {pair.GetProperty("second").GetString()}");
        Assert.Equal(15, pairs.Count);
        Assert.InRange(pairs["A fp32, B fp32"].GetProperty("logit_rms").GetDouble(), 0, 1e-5);
        Assert.InRange(pairs["A fp32, A fp16"].GetProperty("logit_rms").GetDouble(), 1e-4, 1e-2);
        Assert.InRange(pairs["B fp32, B bf16"].GetProperty("logit_rms").GetDouble(), 1e-3, 1e-1);
        Assert.Equal(128, pairs["A fp32, B fp32"].GetProperty("agree")[0].GetInt32());
        JsonElement turn = precision.GetProperty("turning_point");
        Assert.InRange(turn.GetProperty("lead").GetDouble(), 0, 0.05);
        Assert.NotEqual(turn.GetProperty("first").GetString(), turn.GetProperty("chosen").GetString());

        Assert.Contains("the rounding does it", IngotProcess.Run(args).With(0).Output, StringComparison.Ordinal);
        Assert.Contains("来自舍入", IngotProcess.Run([.. args, "--lang", "zh"]).With(0).Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Compare_SaysThatTheModelsDiffer_WhereTheyDifferByMoreThanRounding()
    {
        IngotProcess.Run(["convert", Sample, "-o", folder.File("model.gguf"), "-q", "Q4_0"]).With(0);
        JsonElement json = IngotProcess.Run(
            ["compare", Sample, folder.File("model.gguf"), "--precision", "-n", "4", "-p", "who are you", "--chunks", "1", "--json"]).With(0).Json;
        Assert.Equal("models", json.GetProperty("precision").GetProperty("verdict").GetString());
    }

    [Theory, InlineData("Q4_K_M", "en"), InlineData("Q4_K_M", "zh"), InlineData("BF16", "en")]
    public void Compare_WritesAPage_ThatNeedsNothingElse(string type, string language)
    {
        IngotProcess.Run(["convert", Sample, "-o", folder.File("model.gguf"), "-q", type]).With(0);
        string[] args =
        [
            "compare", Sample, folder.File("model.gguf"), "-n", "4", "--chunks", "1", "-p", "<img src=x onerror=alert(1)>", "--precision",
            "--lang", language, "--report", folder.File("page.html"),
        ];
        IngotProcess.Run(args).With(0);
        string page = File.ReadAllText(folder.File("page.html"));
        Assert.StartsWith("<!doctype html>", page, StringComparison.Ordinal);
        foreach (string foreign in new[] { "<script", "http:", "https:", "src=x>", "<img", "<link", "@import", "url(" })
            Assert.DoesNotContain(foreign, page.Replace("&lt;img src=x onerror=alert(1)&gt;", "", StringComparison.Ordinal), StringComparison.OrdinalIgnoreCase);
        Assert.Contains("&lt;img src=x onerror=alert(1)&gt;", page, StringComparison.Ordinal);
        Assert.Contains(language == "zh" ? "<h2>逐层误差</h2>" : "<h2>Error by layer</h2>", page, StringComparison.Ordinal);
        Assert.Contains("prefers-color-scheme:dark", page, StringComparison.Ordinal);

        string[] pictures = [.. page.Split("<figure>").Skip(1).Select(part => part.Split("</figure>")[0])];
        Assert.Equal(type == "BF16" ? 2 : 3, pictures.Length);
        Assert.All(pictures, picture => Assert.NotEmpty(System.Xml.Linq.XElement.Parse(picture).Elements()));
        Assert.Equal(["model.gguf", "page.html"], Directory.GetFiles(folder.File(".")).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }
}
