using System.Text.Json;
using Ingot.Tensors;
using Ingot.Text.Tokenizers;
using Ingot.Text.Unicode;

namespace Ingot.Text.Tests.Tokenizers;

public sealed class PreTokenizersTests
{
    [Fact]
    public void EveryExpression_Compiles()
    {
        foreach (PreTokenizerSpec spec in PreTokenizers.All)
            Assert.All(spec.Expressions, expression => Assert.NotEmpty(CodePointExpression.Parse(expression).Program));
        Assert.Equal(PreTokenizers.All.Length, PreTokenizers.All.Select(spec => spec.Name).Distinct().Count());
    }

    [Theory]
    [InlineData("llama-3", "llama")]
    [InlineData("qwen2", "qwen2")]
    [InlineData("qwen3", "qwen3")]
    public void Identify_GivesTheConvertersName_ForTheCasesTheRepositoryCarries(string name, string architecture) =>
        AssertName(TestFiles.Golden("conformance", name), architecture);

    [ReferenceTheory("conformance")]
    [InlineData("bert", "bert")]
    [InlineData("bloom", "bloom")]
    [InlineData("chatglm", "chatglm")]
    [InlineData("cohere", "command-r")]
    [InlineData("deepseek-v2", "deepseek2")]
    [InlineData("deepseek-v2-lite", "deepseek2")]
    [InlineData("deepseek-v3", "deepseek2")]
    [InlineData("exaone4", "exaone4")]
    [InlineData("falcon", "falcon")]
    [InlineData("glm4", "glm4")]
    [InlineData("gpt-neox", "gptneox")]
    [InlineData("gpt-oss", "gpt-oss")]
    [InlineData("gpt2", "gpt2")]
    [InlineData("granite", "granite")]
    [InlineData("granite-moe", "granitemoe")]
    [InlineData("lfm2", "lfm2")]
    [InlineData("mamba", "mamba")]
    [InlineData("minicpm-v-2.6", "qwen2")]
    [InlineData("mistral", "llama")]
    [InlineData("olmo", "olmo")]
    [InlineData("olmo2", "olmo2")]
    [InlineData("olmoe", "olmoe")]
    [InlineData("phi", "phi2")]
    [InlineData("phi3", "phi3")]
    [InlineData("qwen2-moe", "qwen2moe")]
    [InlineData("qwen2-vl", "qwen2vl")]
    [InlineData("qwen3-moe", "qwen3moe")]
    [InlineData("seed-oss", "seed_oss")]
    [InlineData("smollm3", "smollm3")]
    [InlineData("stablelm", "stablelm")]
    [InlineData("starcoder2", "starcoder2")]
    public void Identify_GivesTheConvertersName_ForEveryCaseWithATokenizerFile(string name, string architecture) =>
        AssertName(TestFiles.Reference("conformance", name)!, architecture);

    private static void AssertName(string folder, string architecture)
    {
        string path = Path.Combine(folder, "model", "tokenizer.json");
        using JsonDocument expected = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "case.json")));
        string? name = expected.RootElement.TryGetProperty("pre_tokenizer", out JsonElement value) ? value.GetString() : null;
        Assert.Equal(name, PreTokenizers.Identify(TokenizerJson.Parse(File.ReadAllBytes(path), new FileLocation(path)), architecture));
    }
}
