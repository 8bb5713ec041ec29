using System.Text.Json;
using System.Text.Json.Nodes;
using Ingot.Conversion.Gguf;
using Ingot.Formats.Gguf;
using Ingot.Models;
using Ingot.Models.Architectures;
using Ingot.Tensors;

namespace Ingot.Conversion.Tests.Gguf;

/// <summary>Changed configurations; expectations recorded from llama.cpp 0.7.0's converter on the same changes.</summary>
public class GgufMetadataBuilderTests
{
    [Theory]
    [InlineData(
        "llama",
        """{"rope_scaling": {"type": "yarn", "factor": 4.0, "beta_fast": 16, "attention_factor": 0.8}}""",
        "rope.scaling.type string yarn",
        "rope.scaling.factor float32 4",
        "rope.scaling.original_context_length uint32 512",
        "rope.scaling.yarn_attn_factor float32 0.8",
        "rope.scaling.yarn_beta_fast float32 16",
        "rope.freq_base float32 10000",
        "rope.dimension_count uint32 16")]
    [InlineData(
        "internlm2",
        """{"rope_scaling": {"rope_type": "yarn", "factor": 2.0, "original_max_position_embeddings": 16384}}""",
        "rope.scaling.type string yarn",
        "rope.scaling.factor float32 2",
        "rope.scaling.original_context_length uint32 16384",
        "rope.freq_base float32 1000000")]
    [InlineData(
        "llama",
        """{"rope_scaling": {"type": "linear", "factor": 2.5}}""",
        "rope.scaling.type string linear",
        "rope.scaling.factor float32 2.5",
        "rope.freq_base float32 10000",
        "rope.dimension_count uint32 16")]
    [InlineData(
        "llama",
        """{"rope_scaling": null, "rope_parameters": {"rope_type": "linear", "factor": 2.5, "rope_theta": 12345.0}}""",
        "rope.scaling.type string linear",
        "rope.scaling.factor float32 2.5",
        "rope.freq_base float32 12345",
        "rope.dimension_count uint32 16")]
    [InlineData("internlm2", """{"rope_theta": null, "rms_norm_eps": null}""")]
    public void RopeKeys_FollowTheConfiguration(string name, string changes, params string[] expected)
    {
        string prefix = $"{name}.";
        Assert.Equal(
            expected,
            MetadataText.Lines(Build(name, changes))
                .Where(line => line.StartsWith(prefix + "rope", StringComparison.Ordinal))
                .Select(line => line[prefix.Length..]));
    }

    private static readonly GgufVocabularyRules llama = ArchitectureList.FindByClass("LlamaForCausalLM")!.Gguf.Vocabulary;

    [Fact]
    public void Metadata_OmitsNumbers_ThatRemoteCodeWouldHaveFilledIn() =>
        Assert.DoesNotContain(
            Build("internlm2", """{"rms_norm_eps": null}"""), pair => pair.Key.Contains("epsilon", StringComparison.Ordinal));

    [Fact]
    public void SentencePiece_KnownByItsTokenizerJsonAlone_IsWhatTheConverterWrites()
    {
        TokenizerFiles files = TokenizerFolder.Read(TestFiles.Golden("conformance", "tinyllama", "model")) with { SentencePieces = null };
        string[] lines = [.. MetadataText.Lines(GgufVocabularyBuilder.Build(files, llama, 2048).Metadata)];
        Assert.Equal(
            [
                "tokenizer.ggml.model string llama",
                "tokenizer.ggml.pre string default",
                "tokenizer.ggml.tokens array string 2048 4c0e13e77d308a1d91788d0e2d4f30aba8bdbcd3410213e5ae017a453887015a",
                "tokenizer.ggml.scores array float32 2048 1dfd138db63579ebef42749471e2bf443c2cd252826717b24e4518631299e40f",
                "tokenizer.ggml.token_type array int32 2048 778d41a6821a60e11aeb3d1674ba1cf6584f8748e2be29f9a5bd0b33e5a3db90",
                "tokenizer.ggml.bos_token_id uint32 1",
                "tokenizer.ggml.eos_token_id uint32 2",
                "tokenizer.ggml.unknown_token_id uint32 0",
                "tokenizer.ggml.add_bos_token bool true",
                "tokenizer.ggml.add_sep_token bool false",
                "tokenizer.ggml.add_eos_token bool false",
            ],
            lines.SkipLast(1));
        Assert.StartsWith("tokenizer.chat_template string ", lines[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void BosToken_GivenAsAnObject_IsStillAdded()
    {
        TokenizerFiles files = TokenizerFolder.Read(TestFiles.Golden("conformance", "mistral", "model"));
        JsonObject config = JsonNode.Parse(files.TokenizerConfig!.Value.GetRawText())!.AsObject();
        config["bos_token"] = new JsonObject { ["content"] = "<s>", ["special"] = true };
        config["add_prefix_space"] = false;
        GgufMetadata metadata = GgufVocabularyBuilder.Build(
            files with { TokenizerConfig = JsonSerializer.Deserialize<JsonElement>(config.ToJsonString()) }, llama, 384).Metadata;
        Assert.Equal("tokenizer.ggml.add_space_prefix", metadata.First().Key);
        Assert.Equal(1, metadata["tokenizer.ggml.bos_token_id"]!.AsInteger());
        Assert.True(metadata["tokenizer.ggml.add_bos_token"]!.AsBool());
    }

    private static GgufMetadata Build(string name, string changes)
    {
        string folder = TestFiles.Golden("conformance", name, "model");
        JsonObject config = JsonNode.Parse(File.ReadAllText(Path.Combine(folder, "config.json")))!.AsObject();
        foreach ((string key, JsonNode? value) in JsonNode.Parse(changes)!.AsObject().ToArray())
            config[key] = value?.DeepClone();
        JsonElement changed = JsonSerializer.Deserialize<JsonElement>(config.ToJsonString());
        TokenizerFiles files = TokenizerFolder.Read(folder) with { Config = changed };
        ArchitectureSpec spec = ArchitectureList.FindByGguf(name)!;
        Hyperparameters hyperparameters = HyperparameterReader.Read(changed, spec, new FileLocation(folder));
        return GgufMetadataBuilder.Build(new()
        {
            Spec = spec,
            Hyperparameters = hyperparameters,
            Config = changed,
            FolderName = "model",
            ParameterCount = 1000,
            FileType = 1,
            Vocabulary = GgufVocabularyBuilder.Build(files, spec.Gguf.Vocabulary, hyperparameters.VocabularySize),
        });
    }
}
