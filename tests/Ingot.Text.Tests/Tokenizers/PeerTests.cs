using System.Text.Json;
using Ingot.Tensors;
using Ingot.Text.Tokenizers;

namespace Ingot.Text.Tests.Tokenizers;

/// <summary>The same ids as the reference libraries, on texts chosen to be awkward; peer-ids.json names their versions.</summary>
public sealed class PeerTests
{
    // What WordPiece and Unigram decoding loses is not worth a state machine: only the others give back the reference's text.
    private static readonly string[] DecodesAlike = ["BPE"];

    [Theory]
    [InlineData("llama-3")]
    [InlineData("mistral")]
    [InlineData("qwen2")]
    [InlineData("qwen3")]
    [InlineData("tinyllama")]
    public void TokenizerJson_AgreesWithTheReferenceLibrary_OnAwkwardTexts(string name) =>
        AssertJson(name, TestFiles.Golden("conformance", name));

    [Theory, InlineData("llama"), InlineData("mistral"), InlineData("internlm2"), InlineData("tinyllama")]
    public void SentencePieceModel_AgreesWithTheReferenceLibrary_OnAwkwardTexts(string name) =>
        AssertModel(name, TestFiles.Golden("conformance", name));

    [ReferenceTheory("conformance")]
    [InlineData("bert")]
    [InlineData("bloom")]
    [InlineData("chatglm")]
    [InlineData("cohere")]
    [InlineData("deepseek-v2")]
    [InlineData("deepseek-v3")]
    [InlineData("exaone4")]
    [InlineData("falcon")]
    [InlineData("gpt-neox")]
    [InlineData("gpt-oss")]
    [InlineData("gpt2")]
    [InlineData("granite")]
    [InlineData("minicpm-v-2.6")]
    [InlineData("olmo2")]
    [InlineData("phi")]
    [InlineData("phi3")]
    [InlineData("qwen2-vl")]
    [InlineData("seed-oss")]
    [InlineData("stablelm")]
    [InlineData("starcoder2")]
    public void TokenizerJson_AgreesWithTheReferenceLibrary_ForMoreFamilies(string name) =>
        AssertJson(name, TestFiles.Reference("conformance", name)!);

    [ReferenceTheory("conformance")]
    [InlineData("baichuan")]
    [InlineData("ernie4-5")]
    [InlineData("gemma")]
    [InlineData("gemma3")]
    [InlineData("internlm")]
    [InlineData("minicpm")]
    [InlineData("nemotron")]
    [InlineData("phi3")]
    [InlineData("t5")]
    public void SentencePieceModel_AgreesWithTheReferenceLibrary_ForMoreFamilies(string name) =>
        AssertModel(name, TestFiles.Reference("conformance", name)!);

    private static void AssertJson(string name, string folder)
    {
        string path = Path.Combine(folder, "model", "tokenizer.json");
        TokenizerJson json = TokenizerJson.Parse(File.ReadAllBytes(path), new FileLocation(path));
        ITokenizer tokenizer = HuggingFaceTokenizer.Load(new() { Folder = folder, TokenizerJson = File.ReadAllBytes(path) });
        using JsonDocument peers = Read(out string[] texts);
        JsonElement model = peers.RootElement.GetProperty("models").GetProperty(name);
        // The library drops bytes that are no UTF-8 one by one; both print U+FFFD, in numbers that may differ.
        Compare(texts, tokenizer, model.GetProperty("json"), model.GetProperty("framed"),
            DecodesAlike.Contains(json.ModelType) ? model.GetProperty("jsonText") : null);
    }

    private static void AssertModel(string name, string folder)
    {
        string path = Path.Combine(folder, "model", name == "t5" ? "spiece.model" : "tokenizer.model");
        ITokenizer tokenizer = HuggingFaceTokenizer.Load(new() { Folder = folder, SentencePieceModel = File.ReadAllBytes(path) });
        using JsonDocument peers = Read(out string[] texts);
        JsonElement model = peers.RootElement.GetProperty("models").GetProperty(name);
        Compare(texts, tokenizer, model.GetProperty("model"), framed: null, decoded: null);
    }

    private static JsonDocument Read(out string[] texts)
    {
        JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(
            TestFiles.InRepository("tests", "Ingot.Text.Tests", "Tokenizers", "peer-ids.json")));
        texts = [.. document.RootElement.GetProperty("texts").EnumerateArray().Select(text => text.GetString()!)];
        return document;
    }

    private static void Compare(string[] texts, ITokenizer tokenizer, JsonElement ids, JsonElement? framed, JsonElement? decoded)
    {
        List<string> differences = [];
        for (int i = 0; i < texts.Length; i++)
        {
            int[] expected = Numbers(ids[i]);
            Check($"'{texts[i]}'", expected, tokenizer.Encode(texts[i], new() { AddSpecial = false, ParseSpecial = framed is not null }));
            if (framed is JsonElement frames)
                Check($"framed '{texts[i]}'", Numbers(frames[i]), tokenizer.Encode(texts[i], new() { ParseSpecial = true }));
            if (decoded is JsonElement back && back[i].GetString() != tokenizer.Decode(expected))
                differences.Add($"decoded: expected '{back[i].GetString()}', got '{tokenizer.Decode(expected)}'");
        }

        Assert.True(differences.Count == 0, string.Join('\n', differences));

        void Check(string what, int[] expected, IReadOnlyList<int> actual)
        {
            if (!expected.SequenceEqual(actual))
                differences.Add($"{what}: expected {string.Join(' ', expected)}, got {string.Join(' ', actual)}");
        }
    }

    private static int[] Numbers(JsonElement list) => [.. list.EnumerateArray().Select(id => id.GetInt32())];
}
