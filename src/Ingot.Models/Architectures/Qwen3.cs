using static Ingot.Models.TensorRole;

namespace Ingot.Models.Architectures;

/// <summary>Qwen 3 dense decoders: Llama's block with a norm on every query and key head, and a head length of its own.</summary>
/// <remarks>Source: arXiv:2505.09388 and the published config.json.</remarks>
internal static class Qwen3
{
    public static ArchitectureSpec Spec { get; } = new()
    {
        Name = "qwen3",
        HuggingFaceClasses = ["Qwen3ForCausalLM", "Qwen3Model"],
        Hyperparameters = new()
        {
            KeyValueHeadCount = new("num_key_value_heads") { Default = 32 },
            HeadLength = new("head_dim") { Default = 128 },
            HeadLengthIsAlwaysStated = true,
            SlidingWindowSwitch = "use_sliding_window",
        },
        Decoder = new() { Norm = NormKind.Rms, Rope = RopeLayout.HalfSplit, Activation = Activation.Silu },
        Tensors =
        [
            new("model.embed_tokens.weight", TokenEmbedding),
            new("model.layers.{layer}.input_layernorm.weight", AttentionNorm),
            new("model.layers.{layer}.self_attn.q_proj.weight", AttentionQuery),
            new("model.layers.{layer}.self_attn.q_proj.bias", AttentionQueryBias) { Optional = true },
            new("model.layers.{layer}.self_attn.q_norm.weight", AttentionQueryNorm),
            new("model.layers.{layer}.self_attn.k_proj.weight", AttentionKey),
            new("model.layers.{layer}.self_attn.k_proj.bias", AttentionKeyBias) { Optional = true },
            new("model.layers.{layer}.self_attn.k_norm.weight", AttentionKeyNorm),
            new("model.layers.{layer}.self_attn.v_proj.weight", AttentionValue),
            new("model.layers.{layer}.self_attn.v_proj.bias", AttentionValueBias) { Optional = true },
            new("model.layers.{layer}.self_attn.o_proj.weight", AttentionOutput),
            new("model.layers.{layer}.self_attn.o_proj.bias", AttentionOutputBias) { Optional = true },
            new("model.layers.{layer}.post_attention_layernorm.weight", FeedForwardNorm),
            new("model.layers.{layer}.mlp.gate_proj.weight", FeedForwardGate),
            new("model.layers.{layer}.mlp.up_proj.weight", FeedForwardUp),
            new("model.layers.{layer}.mlp.down_proj.weight", FeedForwardDown),
            new("model.norm.weight", OutputNorm),
            new("lm_head.weight", Output) { TiedTo = TokenEmbedding },
        ],
        Gguf = new("qwen3") { Rope = RopeLayout.HalfSplit },
    };
}
