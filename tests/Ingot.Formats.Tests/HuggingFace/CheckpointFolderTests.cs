using System.Text.Json;
using Ingot.Formats.HuggingFace;
using Ingot.Tensors;

namespace Ingot.Formats.Tests.HuggingFace;

public sealed class CheckpointFolderTests
{
    [Fact]
    public void Sample_Opens()
    {
        CheckpointFolder sample = CheckpointFolder.Open(TestFiles.InRepository("samples", "internlm2-tiny") + Path.DirectorySeparatorChar);

        Assert.Equal("internlm2-tiny", sample.Name);
        Assert.Equal("InternLM2ForCausalLM", sample.Config.GetProperty("architectures")[0].GetString());
        Assert.True(sample.GenerationConfig.HasValue);
        Assert.True(sample.TokenizerConfig.HasValue);
        Assert.True(sample.SpecialTokensMap.HasValue);
        Assert.True(sample.Has("tokenizer.model"));
        Assert.Equal(26753, sample.ReadBytes("tokenizer.model")!.Value.Length);
        Assert.False(sample.Has("tokenizer.json"));
        Assert.Null(sample.ReadBytes("tokenizer.json"));
        Assert.Null(sample.ReadText("tokenizer.json"));
        Assert.Null(sample.ReadJson("tokenizer.json"));
        Assert.Null(sample.ModelCardFrontMatter);
    }

    [Fact]
    public void NoCheckpoint_IsRefusedWithARemedy()
    {
        using TemporaryFolder folder = new();
        _ = Refusal.Assert(folder.File("none"), "no such folder", () => CheckpointFolder.Open(folder.File("none")));
        CheckpointException error = Refusal.Assert(folder.Path, "not a Hugging Face checkpoint folder", () => CheckpointFolder.Open(folder.Path));
        Assert.Contains("config.json", error.Remedy, StringComparison.Ordinal);
        File.WriteAllText(folder.File("x.gguf"), "");
        _ = Refusal.Assert(folder.File("x.gguf"), "is a file", () => CheckpointFolder.Open(folder.File("x.gguf")));
    }

    [Theory]
    [InlineData("", "no JSON")]
    [InlineData("[]", "no object")]
    [InlineData("{\"a\":1,\"a\":2}", "uplicate")]
    [InlineData("{\"a\":", "no JSON")]
    public void DamagedConfig_IsRefused(string json, string problem)
    {
        using TemporaryFolder folder = Folder(("config.json", json));
        _ = Refusal.Assert(folder.File("config.json"), problem, () => CheckpointFolder.Open(folder.Path));
    }

    [Fact]
    public void DeepJson_IsRefused()
    {
        using TemporaryFolder folder = Folder(("config.json", "{\"a\":" + new string('[', 1000) + new string(']', 1000) + "}"));
        _ = Refusal.Assert(folder.File("config.json"), "depth", () => CheckpointFolder.Open(folder.Path));
    }

    [Fact]
    public void ByteOrderMark_IsSkipped()
    {
        using TemporaryFolder folder = Folder(("config.json", "\uFEFF{}"), ("merges.txt", "\uFEFFa b"));
        Assert.Equal("a b", CheckpointFolder.Open(folder.Path).ReadText("merges.txt"));
    }

    [Theory, InlineData("../config.json"), InlineData("/etc/passwd"), InlineData(".."), InlineData(""), InlineData("a\0b"), InlineData("C:x")]
    public void NamesOutsideTheFolder_AreRefused(string name)
    {
        using TemporaryFolder folder = Folder(("config.json", "{}"));
        CheckpointFolder opened = CheckpointFolder.Open(folder.Path);
        Assert.False(opened.Has(name));
        Assert.Throws<ArgumentException>(() => opened.ReadBytes(name));
        Assert.Throws<ArgumentException>(() => opened.ReadText(name));
        Assert.Throws<ArgumentException>(() => opened.ReadJson(name));
    }

    [Fact]
    public void LinkToAFile_IsFollowed()
    {
        // Download caches keep the data apart and link to it.
        using TemporaryFolder blobs = Folder(("blob", "{\"model_type\":\"llama\"}"));
        using TemporaryFolder folder = new();
        _ = File.CreateSymbolicLink(folder.File("config.json"), blobs.File("blob"));
        Assert.Equal("llama", CheckpointFolder.Open(folder.Path).Config.GetProperty("model_type").GetString());
    }

    [Fact]
    public void ChatTemplate_OfTheNewestPlaceWins()
    {
        using TemporaryFolder folder = Folder(("config.json", "{}"), ("tokenizer_config.json", "{\"chat_template\":\"oldest\"}"));
        Assert.Equal("oldest", CheckpointFolder.Open(folder.Path).ChatTemplate);
        File.WriteAllText(folder.File("chat_template.json"), "{\"chat_template\":\"middle\"}");
        Assert.Equal("middle", CheckpointFolder.Open(folder.Path).ChatTemplate);
        File.WriteAllText(folder.File("chat_template.jinja"), "new\r\nest");
        Assert.Equal("new\nest", CheckpointFolder.Open(folder.Path).ChatTemplate);
        _ = Directory.CreateDirectory(folder.File("additional_chat_templates"));
        File.WriteAllText(Path.Combine(folder.File("additional_chat_templates"), "tool_use.jinja"), "tools");
        Assert.Equal([new("default", "new\nest"), new("tool_use", "tools")], CheckpointFolder.Open(folder.Path).ChatTemplates);
    }

    [Fact]
    public void ChatTemplate_MayBeAListOfNamedOnes()
    {
        using TemporaryFolder folder = Folder(
            ("config.json", "{}"),
            ("tokenizer_config.json", """{"chat_template":[{"name":"rag","template":"B"},{"name":"default","template":"A"}]}"""));
        CheckpointFolder opened = CheckpointFolder.Open(folder.Path);
        Assert.Equal("A", opened.ChatTemplate);
        Assert.Equal(["rag", "default"], opened.ChatTemplates.Keys);
    }

    [Theory, InlineData("null"), InlineData("[]")]
    public void ChatTemplate_MayBeAbsent(string value)
    {
        using TemporaryFolder folder = Folder(("config.json", "{}"), ("tokenizer_config.json", $"{{\"chat_template\":{value}}}"));
        Assert.Null(CheckpointFolder.Open(folder.Path).ChatTemplate);
    }

    [Theory, InlineData("1"), InlineData("[1]"), InlineData("[{\"name\":\"a\"}]"), InlineData("[{\"name\":\"a\",\"template\":\"\"},{\"name\":\"a\",\"template\":\"\"}]")]
    public void ChatTemplate_OfAnotherForm_IsRefused(string value)
    {
        using TemporaryFolder folder = Folder(("config.json", "{}"), ("tokenizer_config.json", $"{{\"chat_template\":{value}}}"));
        CheckpointException error = Refusal.Assert(folder.File("tokenizer_config.json"), ".", () => _ = CheckpointFolder.Open(folder.Path).ChatTemplate);
        Assert.Equal("chat_template", error.Location!.Item);
    }

    [Theory]
    [InlineData("---\r\nlicense: mit\r\ntags:\r\n- a\r\n---\r\n# Title", "license: mit\ntags:\n- a")]
    [InlineData("---\n---\n", "")]
    [InlineData("# Title\n---\na: b\n---\n", null)]
    [InlineData("---\nnever closed", null)]
    [InlineData("", null)]
    public void ModelCardFrontMatter_IsWhatTheDashesEnclose(string card, string? expected)
    {
        using TemporaryFolder folder = Folder(("config.json", "{}"), ("README.md", card));
        Assert.Equal(expected, CheckpointFolder.Open(folder.Path).ModelCardFrontMatter);
    }

    [Fact]
    public void JsonOutlivesItsReading()
    {
        using TemporaryFolder folder = Folder(("config.json", "{\"n\":[1,2]}"));
        JsonElement config = CheckpointFolder.Open(folder.Path).Config;
        GC.Collect();
        Assert.Equal(2, config.GetProperty("n")[1].GetInt32());
    }

    private static TemporaryFolder Folder(params (string Name, string Text)[] files)
    {
        TemporaryFolder folder = new();
        foreach ((string name, string text) in files)
            File.WriteAllText(folder.File(name), text);
        return folder;
    }
}
