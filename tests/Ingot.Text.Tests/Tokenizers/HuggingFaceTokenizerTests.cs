using System.Text.Json;

namespace Ingot.Text.Tests.Tokenizers;

public sealed class HuggingFaceTokenizerTests
{
    // SentencePiece itself never reads markup in text; the tokenizers library always does.
    [Theory, InlineData("llama-tiny", false), InlineData("qwen2-tiny", true)]
    public void Encode_GivesTheReferenceIds_ForEveryExpectedText(string name, bool parseSpecial)
    {
        ITokenizer tokenizer = HuggingFaceFolder.Load(TestFiles.Golden("models", name));
        using JsonDocument expected = JsonDocument.Parse(File.ReadAllText(TestFiles.Golden("models", "expected", name, "expected-tokens.json")));
        foreach (JsonElement item in expected.RootElement.GetProperty("cases").EnumerateArray())
        {
            string text = item.GetProperty("text").GetString()!;
            int[] ids = [.. item.GetProperty("ids").EnumerateArray().Select(id => id.GetInt32())];
            Assert.Equal(ids, tokenizer.Encode(text, new() { AddSpecial = false, ParseSpecial = parseSpecial }));
            Assert.Equal(item.GetProperty("decoded").GetString(), tokenizer.Decode(ids));
        }
    }

    [Fact]
    public void Encode_GivesTheReferencePromptIds_ForInternLM2()
    {
        ITokenizer tokenizer = HuggingFaceFolder.Load(TestFiles.InRepository("samples", "internlm2-tiny"));
        using JsonDocument expected = JsonDocument.Parse(File.ReadAllText(
            TestFiles.Golden("models", "expected", "internlm2-tiny", "expected_generation.json")));
        JsonElement greedy = expected.RootElement.GetProperty("greedy").GetProperty("float32");
        JsonElement prompts = expected.RootElement.GetProperty("prompts");
        for (int i = 0; i < prompts.GetArrayLength(); i++)
        {
            int[] ids = [.. greedy[i].GetProperty("prompt_ids").EnumerateArray().Select(id => id.GetInt32())];
            Assert.Equal(ids, tokenizer.Encode(prompts[i].GetString()!));
        }
    }

    [Fact]
    public void InternLM2_KeepsTheNulCharacter_WhichIsAPieceOfItsOwn()
    {
        ITokenizer tokenizer = HuggingFaceFolder.Load(TestFiles.InRepository("samples", "internlm2-tiny"));
        IReadOnlyList<int> ids = tokenizer.Encode("a\0b", new() { AddSpecial = false });
        Assert.Equal("a\0b", tokenizer.Decode(ids));
        Assert.Equal("\0", tokenizer.Decode([3]));
    }

    [Fact]
    public void ParseSpecial_TurnsMarkupIntoTokens_OnlyWhenAsked()
    {
        ITokenizer tokenizer = HuggingFaceFolder.Load(TestFiles.InRepository("samples", "internlm2-tiny"));
        EncodeOptions plain = new() { AddSpecial = false }, markup = new() { AddSpecial = false, ParseSpecial = true };
        Assert.Contains(4, tokenizer.Encode("<|im_start|>user", markup));
        Assert.DoesNotContain(4, tokenizer.Encode("<|im_start|>user", plain));
        Assert.Equal("<|im_start|>user", tokenizer.Decode(tokenizer.Encode("<|im_start|>user", plain)));
        Assert.Equal("user", tokenizer.Decode(tokenizer.Encode("<|im_start|>user", markup), skipSpecial: true));
    }

    [Fact]
    public void Special_StaysAbsent_WhereTheConfigurationSaysNull()
    {
        SpecialTokens special = HuggingFaceFolder.Load(TestFiles.Golden("models", "qwen2-tiny")).Special;
        Assert.Null(special.Bos);
        Assert.Equal(2047, special.Eos);
        Assert.Equal(2045, special.Pad);
        Assert.False(special.AddBos);
    }

    [Fact]
    public void Load_NamesTheFolder_WhenItHasNoTokenizer() => Assert.Contains("some-folder",
        Assert.Throws<Ingot.Tensors.IngotException>(() => Ingot.Text.Tokenizers.HuggingFaceTokenizer.Load(new() { Folder = "some-folder" })).Message,
        StringComparison.Ordinal);

    [Theory]
    [InlineData("""{"added_tokens_decoder":{"x":{"content":"y"}}}""")]
    [InlineData("""{"added_tokens_decoder":{"99999999":{"content":"y"}}}""")]
    [InlineData("""{"added_tokens_decoder":{"5":{}}}""")]
    [InlineData("""{"added_tokens_decoder":{"5":{"content":"\ud800"}}}""")]
    [InlineData("""{"bos_token":"\ud800"}""")]
    public void Load_RefusesDamagedConfigurations(string json)
    {
        using JsonDocument config = JsonDocument.Parse(json);
        byte[] model = File.ReadAllBytes(TestFiles.InRepository("samples", "internlm2-tiny", "tokenizer.model"));
        Assert.Throws<Ingot.Tensors.CheckpointException>(() => Ingot.Text.Tokenizers.HuggingFaceTokenizer.Load(
            new() { Folder = "folder", SentencePieceModel = model, TokenizerConfig = config.RootElement }));
    }

    [Theory]
    [InlineData("""{"add_bos_token":false}""", new int[0], new int[0])]
    [InlineData("""{"add_eos_token":true}""", new[] { 1 }, new[] { 2 })]
    [InlineData("""{"bos_token":null}""", new int[0], new int[0])]
    [InlineData("""{"bos_token":{"content":"<s>"}}""", new[] { 1 }, new int[0])]
    public void AddSpecial_PutsWhatTheConfigurationSays(string json, int[] before, int[] after)
    {
        using JsonDocument config = JsonDocument.Parse(json);
        ITokenizer tokenizer = Ingot.Text.Tokenizers.HuggingFaceTokenizer.Load(new()
        {
            Folder = "folder",
            SentencePieceModel = File.ReadAllBytes(TestFiles.InRepository("samples", "internlm2-tiny", "tokenizer.model")),
            TokenizerConfig = config.RootElement,
            EndOfGeneration = [5, 2, 5],
        });
        Assert.Equal([.. before, .. tokenizer.Encode("who are you", new() { AddSpecial = false }), .. after], tokenizer.Encode("who are you"));
        Assert.Equal([2, 5], tokenizer.Special.EndOfGeneration);
    }

    [ReferenceFact("conformance")]
    public void Load_TakesEveryFolder_ThatHasAFileItReads()
    {
        int loaded = 0;
        foreach (string folder in Directory.GetDirectories(TestFiles.Reference("conformance")!).Select(path => Path.Combine(path, "model")))
        {
            if (!Directory.EnumerateFiles(folder).Any(path => Path.GetFileName(path) is "tokenizer.json" or "tokenizer.model" or "spiece.model"))
                continue;
            ITokenizer tokenizer = HuggingFaceFolder.Load(folder);
            const string Text = "The quick brown fox, 2024.";
            string back = tokenizer.Decode(tokenizer.Encode(Text), skipSpecial: true);
            Assert.True(string.Equals(Text, back, StringComparison.OrdinalIgnoreCase), $"{folder}: '{back}'");
            loaded++;
        }

        Assert.True(loaded > 40, $"Only {loaded} folders were loaded.");
    }
}
