using System.Text.Json;

namespace Ingot.Text.Tests.Tokenizers;

public sealed class HuggingFaceTokenizerTests
{
    [Theory, InlineData("llama-tiny"), InlineData("qwen2-tiny")]
    public void Encode_GivesTheReferenceIds_ForEveryExpectedText(string name)
    {
        ITokenizer tokenizer = HuggingFaceFolder.Load(TestFiles.Golden("models", name));
        using JsonDocument expected = JsonDocument.Parse(File.ReadAllText(TestFiles.Golden("models", "expected", name, "expected-tokens.json")));
        foreach (JsonElement item in expected.RootElement.GetProperty("cases").EnumerateArray())
        {
            string text = item.GetProperty("text").GetString()!;
            int[] ids = [.. item.GetProperty("ids").EnumerateArray().Select(id => id.GetInt32())];
            Assert.Equal(ids, tokenizer.Encode(text, new() { AddSpecial = false }));
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
}
