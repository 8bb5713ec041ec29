using System.Text.Json;
using Ingot.Models.Architectures;
using Ingot.Tensors;

namespace Ingot.Models.Tests;

public class HyperparameterReaderTests
{
    private const string Numbers =
        """
        "vocab_size": 400, "num_hidden_layers": 2, "max_position_embeddings": 512, "hidden_size": 64,
        "intermediate_size": 160, "num_attention_heads": 4
        """;

    [Fact]
    public void Read_TakesDefaults_OfTheFamily()
    {
        Hyperparameters llama = Read("LlamaForCausalLM", "");
        Assert.Equal(4, llama.KeyValueHeadCount);
        Assert.Equal(16, llama.HeadLength);
        Assert.True(llama.HeadLengthIsStated);
        Assert.Equal(10000f, llama.RopeBase);
        Assert.Equal(1e-6f, llama.NormEpsilon);
        Assert.Equal(RopeScaling.None, llama.RopeScaling);
        Assert.False(llama.TiedEmbeddings);
        Assert.Null(llama.SlidingWindow);
        Assert.False(Read("Qwen2ForCausalLM", "\"num_key_value_heads\": 2").HeadLengthIsStated);
        Assert.Equal(128, Read("Qwen3ForCausalLM", "\"num_key_value_heads\": 2").HeadLength);
    }

    [Theory]
    [InlineData("\"rope_theta\": 5e5, \"rope_scaling\": {\"type\": \"linear\", \"factor\": 4}")]
    [InlineData("\"rope_theta\": 500000, \"rope_scaling\": {\"rope_type\": \"linear\", \"factor\": 4.0}")]
    [InlineData("\"rope_parameters\": {\"rope_theta\": 500000.0, \"rope_type\": \"linear\", \"factor\": 4}")]
    [InlineData("\"text_config\": {\"rope_theta\": 500000, \"rope_scaling\": {\"type\": \"linear\", \"factor\": 4}}, \"rope_theta\": 1")]
    public void Read_UnderstandsEverySpelling_OfRope(string settings)
    {
        Hyperparameters read = Read("LlamaForCausalLM", settings);
        Assert.Equal(500000f, read.RopeBase);
        Assert.Equal(new RopeScaling { Kind = RopeScalingKind.Linear, Factor = 4 }, read.RopeScaling);
    }

    [Fact]
    public void Read_FillsAllNumbers_OfYarnAndLlama3()
    {
        RopeScaling yarn = Read(
            "Qwen2ForCausalLM",
            """
            "num_key_value_heads": 2, "rope_scaling":
                {"type": "yarn", "factor": 4.0, "original_max_position_embeddings": 128, "attention_factor": 0.5, "beta_fast": 16}
            """).RopeScaling;
        Assert.Equal(
            new() { Kind = RopeScalingKind.Yarn, Factor = 4, OriginalContextLength = 128, AttentionFactor = 0.5f, BetaFast = 16 }, yarn);
        RopeScaling llama3 = Read(
            "LlamaForCausalLM",
            """
            "rope_scaling": {"rope_type": "llama3", "factor": 8, "low_freq_factor": 2, "high_freq_factor": 6, "original_max_position_embeddings": 99}
            """).RopeScaling;
        Assert.Equal(
            new() { Kind = RopeScalingKind.Llama3, Factor = 8, LowFrequencyFactor = 2, HighFrequencyFactor = 6, OriginalContextLength = 99 },
            llama3);
    }

    [Theory]
    [InlineData("\"rope_scaling\": {\"type\": \"spiral\", \"factor\": 4}", "rope_parameters", "spiral")]
    [InlineData("\"rope_scaling\": {\"type\": \"dynamic\"}", "rope_parameters.factor", "factor")]
    [InlineData("\"rope_scaling\": 7", "rope_parameters", "object")]
    [InlineData("\"num_key_value_heads\": 3", "num_key_value_heads", "evenly")]
    [InlineData("\"num_hidden_layers\": 2000000000", "num_hidden_layers", "plausible")]
    [InlineData("\"head_dim\": 3", "head_dim", "pairs")]
    [InlineData("\"rms_norm_eps\": \"small\"", "rms_norm_eps", "number")]
    [InlineData("\"hidden_size\": 1e300", "hidden_size", "whole number")]
    [InlineData("\"tie_word_embeddings\": 1", "tie_word_embeddings", "true or false")]
    public void Read_NamesPlaceAndProblem_WhenAValueIsWrong(string settings, string item, string words)
    {
        CheckpointException error = Assert.Throws<CheckpointException>(() => Read("LlamaForCausalLM", settings));
        Assert.Equal(item, error.Location!.Item);
        Assert.Contains(words, error.Problem, StringComparison.Ordinal);
        Assert.NotEmpty(error.Remedy);
    }

    [Fact]
    public void Read_NamesTheKey_WhenANumberIsMissing()
    {
        using JsonDocument config = JsonDocument.Parse("{}");
        CheckpointException error = Assert.Throws<CheckpointException>(() =>
            HyperparameterReader.Read(config.RootElement, ArchitectureList.All[0], new FileLocation("config.json")));
        Assert.Equal("hidden_size", error.Location!.Item);
    }

    [Fact]
    public void Read_IgnoresTheWindow_WhenItIsSwitchedOff()
    {
        Assert.Null(Read("Qwen2ForCausalLM", "\"num_key_value_heads\": 2, \"sliding_window\": 128").SlidingWindow);
        Assert.Equal(
            128, Read("Qwen2ForCausalLM", "\"num_key_value_heads\": 2, \"sliding_window\": 128, \"use_sliding_window\": true").SlidingWindow);
        Assert.Equal(4096, Read("MistralForCausalLM", "\"num_key_value_heads\": 2, \"sliding_window\": 4096").SlidingWindow);
    }

    [Theory]
    [InlineData("Gemma2ForCausalLM", "\"head_dim\": 16", "10")]
    [InlineData("Olmo3ForCausalLM", "", "11")]
    [InlineData("Olmo3ForCausalLM", "\"layer_types\": [\"full_attention\", \"sliding_attention\"]", "01")]
    [InlineData("Exaone4ForCausalLM", "\"sliding_window\": 64, \"sliding_window_pattern\": \"GL\"", "01")]
    [InlineData("Exaone4ForCausalLM", "\"sliding_window\": 64, \"sliding_window_pattern\": 1", "00")]
    [InlineData("Exaone4ForCausalLM", "\"sliding_window\": null", "")]
    public void Read_KnowsWhichLayersSlide(string name, string settings, string expected) =>
        Assert.Equal(expected, string.Concat(Read(name, settings).SlidingLayers.Select(slides => slides ? '1' : '0')));

    [Theory]
    [InlineData("SmolLM3ForCausalLM", "\"num_hidden_layers\": 4, \"num_key_value_heads\": 4", "1110")]
    [InlineData("SmolLM3ForCausalLM", "\"num_key_value_heads\": 4, \"no_rope_layers\": [0, 1]", "01")]
    [InlineData("Exaone4ForCausalLM", "\"sliding_window\": 64, \"sliding_window_pattern\": \"LG\"", "10")]
    [InlineData("Exaone4ForCausalLM", "\"sliding_window\": null", "")]
    public void Read_KnowsWhichLayersRotate(string name, string settings, string expected) =>
        Assert.Equal(expected, string.Concat(Read(name, settings).RotaryLayers.Select(rotates => rotates ? '1' : '0')));

    [Fact]
    public void Read_ComputesScales_FromSeveralKeys()
    {
        Hyperparameters minicpm = Read("MiniCPMForCausalLM", "\"scale_emb\": 12, \"scale_depth\": 1.4, \"dim_model_base\": 16");
        Assert.Equal(12f, minicpm.EmbeddingScale);
        Assert.Equal((float)(1.4 / Math.Sqrt(2)), minicpm.ResidualScale);
        Assert.Equal(4f, minicpm.LogitScale);
        Assert.Equal(0.0625f, Read("Gemma2ForCausalLM", "\"head_dim\": 16").AttentionScale);
        Assert.Equal(256, Read("GPT2LMHeadModel", "\"n_embd\": 64, \"n_head\": 4, \"n_layer\": 2").FeedForwardLength);
        Assert.Equal(80, Read("QWenLMHeadModel", "\"layer_norm_epsilon\": 1e-6").FeedForwardLength);
        Assert.Equal(5_000_000f, Read("ChatGLMModel", "\"rope_ratio\": 500, \"seq_length\": 64").RopeBase);
        Assert.Equal(8, Read("ChatGLMModel", "\"seq_length\": 64").RotaryLength);
    }

    [Fact]
    public void Read_TakesBothBases_FromRopeSettingsByKindOfLayer()
    {
        Hyperparameters read = Read(
            "Gemma3ForCausalLM",
            """
            "num_key_value_heads": 4, "rope_parameters": {"sliding_attention": {"rope_type": "default", "rope_theta": 20000.0},
                "full_attention": {"rope_type": "linear", "factor": 8.0, "rope_theta": 3000000.0}}
            """);
        Assert.Equal((3_000_000f, 20_000f), (read.RopeBase, read.RopeBaseOfSlidingLayers));
        Assert.Equal(new() { Kind = RopeScalingKind.Linear, Factor = 8 }, read.RopeScaling);
    }

    [Fact]
    public void Read_DividesOutTheFactor_OfLongRope()
    {
        RopeScaling read = Read(
            "Phi3ForCausalLM",
            """
            "original_max_position_embeddings": 128,
            "rope_scaling": {"type": "su", "short_factor": [1, 1, 1, 1, 1, 1, 1, 1], "long_factor": [1, 2, 3, 4, 5, 6, 7, 8]}
            """).RopeScaling;
        Assert.Equal((RopeScalingKind.LongRope, 4f, 128), (read.Kind, read.Factor, read.OriginalContextLength));
        Assert.Equal((float)Math.Sqrt(1 + Math.Log(4) / Math.Log(128)), read.LongRopeAttentionFactor);
        Assert.Equal([1f, 2, 3, 4, 5, 6, 7, 8], read.LongFactors.ToArray());
    }

    [Theory]
    [InlineData("LlamaForCausalLM", "\"hidden_act\": \"mish\"", "hidden_act", "not known")]
    [InlineData("Olmo3ForCausalLM", "\"layer_types\": [\"full_attention\"]", "layer_types", "1 entries for 2 layers")]
    [InlineData("Phi3ForCausalLM", "\"rope_scaling\": {\"type\": \"longrope\", \"factor\": 2, \"short_factor\": [1], \"long_factor\": [1]}", "rope_parameters", "8 rotating")]
    public void Read_NamesPlaceAndProblem_WhenWhatAFamilyNeedsIsWrong(string name, string settings, string item, string words)
    {
        CheckpointException error = Assert.Throws<CheckpointException>(() => Read(name, settings));
        Assert.Equal(item, error.Location!.Item);
        Assert.Contains(words, error.Problem, StringComparison.Ordinal);
    }

    private static Hyperparameters Read(string huggingFaceClass, string settings)
    {
        // Later keys of equal name win, as in Python.
        using JsonDocument config = JsonDocument.Parse(settings.Length == 0 ? $"{{{Numbers}}}" : $"{{{Numbers},{settings}}}");
        return HyperparameterReader.Read(
            config.RootElement, ArchitectureList.FindByClass(huggingFaceClass)!, new FileLocation("config.json"));
    }
}
