using System.Text.Json;
using Ingot.Models;
using Ingot.Tensors;

namespace Ingot.Inference.Tests.Checkpoints;

/// <summary>A Hugging Face folder of the few families the samples have, so that the forward pass is tested by itself.</summary>
internal sealed record TestCheckpoint(string Name, Hyperparameters Hyperparameters, Dictionary<string, MemoryWeight> Tensors) : IModelWeights
{
    public DecoderOptions Decoder { get; init; } = new();

    /// <summary>Replaces what the folder holds.</summary>
    public Dictionary<(TensorRole Role, int Layer), MemoryWeight?> Replaced { get; init; } = [];

    public static TestCheckpoint InternLM2Tiny => Open(TestFiles.InRepository("samples", "internlm2-tiny"));

    public static TestCheckpoint Qwen2Tiny => Open(TestFiles.Golden("models", "qwen2-tiny"));

    public static TestCheckpoint Conformance(string name) => Open(TestFiles.Golden("conformance", name, "model"));

    public static TestCheckpoint Open(string folder)
    {
        using JsonDocument config = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "config.json")));
        Dictionary<string, MemoryWeight> tensors = Directory.GetFiles(folder, "*.safetensors").SelectMany(SafetensorsFile.Read).ToDictionary();
        return new TestCheckpoint(folder, Read(config.RootElement), tensors);
    }

    public IWeight? Find(TensorRole role, int layer = -1)
    {
        if (Replaced.TryGetValue((role, layer), out MemoryWeight? replacement))
            return replacement;
        foreach (string name in ((layer < 0 ? Outer(role) : Inner(role)) ?? "").Split('|'))
        {
            if (Tensors.TryGetValue(layer < 0 ? name : $"model.layers.{layer}.{name}", out MemoryWeight? weight))
                return weight;
        }

        string packed = $"model.layers.{layer}.attention.wqkv.weight";
        return Tensors.TryGetValue(packed, out MemoryWeight? rows) && PackedRows(role) is int[] chosen ? rows.Rows(chosen) : null;
    }

    private static string? Outer(TensorRole role) => role switch
    {
        TensorRole.TokenEmbedding => "model.embed_tokens.weight|model.tok_embeddings.weight",
        TensorRole.OutputNorm => "model.norm.weight",
        TensorRole.Output => "lm_head.weight|output.weight",
        _ => null,
    };

    private static string? Inner(TensorRole role) => role switch
    {
        TensorRole.AttentionNorm => "input_layernorm.weight|attention_norm.weight",
        TensorRole.AttentionQuery => "self_attn.q_proj.weight",
        TensorRole.AttentionQueryBias => "self_attn.q_proj.bias",
        TensorRole.AttentionQueryNorm => "self_attn.q_norm.weight",
        TensorRole.AttentionKey => "self_attn.k_proj.weight",
        TensorRole.AttentionKeyBias => "self_attn.k_proj.bias",
        TensorRole.AttentionKeyNorm => "self_attn.k_norm.weight",
        TensorRole.AttentionValue => "self_attn.v_proj.weight",
        TensorRole.AttentionValueBias => "self_attn.v_proj.bias",
        TensorRole.AttentionOutput => "self_attn.o_proj.weight|attention.wo.weight",
        TensorRole.FeedForwardNorm => "post_attention_layernorm.weight|ffn_norm.weight",
        TensorRole.FeedForwardGate => "mlp.gate_proj.weight|feed_forward.w1.weight",
        TensorRole.FeedForwardUp => "mlp.up_proj.weight|feed_forward.w3.weight",
        TensorRole.FeedForwardDown => "mlp.down_proj.weight|feed_forward.w2.weight",
        _ => null,
    };

    // InternLM2 packs, for each KV head, the rows of its query heads, of its key and of its value.
    private int[]? PackedRows(TensorRole role)
    {
        int length = Hyperparameters.HeadLength, group = Hyperparameters.GroupSize, stride = (group + 2) * length;
        (int first, int count) = role switch
        {
            TensorRole.AttentionQuery => (0, group * length),
            TensorRole.AttentionKey => (group * length, length),
            TensorRole.AttentionValue => ((group + 1) * length, length),
            _ => (0, 0),
        };
        return count == 0 ? null
            : [.. Enumerable.Range(0, Hyperparameters.KeyValueHeadCount).SelectMany(head => Enumerable.Range(head * stride + first, count))];
    }

    private static Hyperparameters Read(JsonElement config)
    {
        int heads = Int("num_attention_heads"), embedding = Int("hidden_size");
        return new()
        {
            VocabularySize = Int("vocab_size"),
            LayerCount = Int("num_hidden_layers"),
            ContextLength = Int("max_position_embeddings"),
            EmbeddingLength = embedding,
            FeedForwardLength = Int("intermediate_size"),
            HeadCount = heads,
            KeyValueHeadCount = Int("num_key_value_heads"),
            HeadLength = config.TryGetProperty("head_dim", out JsonElement length) ? length.GetInt32() : embedding / heads,
            NormEpsilon = config.GetProperty("rms_norm_eps").GetSingle(),
            RopeBase = config.TryGetProperty("rope_theta", out JsonElement theta) ? theta.GetSingle() : 10000,
            RopeScaling = config.TryGetProperty("rope_scaling", out JsonElement scaling) && scaling.ValueKind == JsonValueKind.Object
                ? Scaling(scaling) : RopeScaling.None,
        };

        int Int(string key) => config.GetProperty(key).GetInt32();
    }

    private static RopeScaling Scaling(JsonElement scaling) => scaling.TryGetProperty("type", out _)
        ? new() { Kind = RopeScalingKind.Dynamic, Factor = scaling.GetProperty("factor").GetSingle() }
        : new()
        {
            Kind = RopeScalingKind.Llama3,
            Factor = scaling.GetProperty("factor").GetSingle(),
            LowFrequencyFactor = scaling.GetProperty("low_freq_factor").GetSingle(),
            HighFrequencyFactor = scaling.GetProperty("high_freq_factor").GetSingle(),
            OriginalContextLength = scaling.GetProperty("original_max_position_embeddings").GetInt32(),
        };
}
