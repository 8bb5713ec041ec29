using static Ingot.Models.TensorRole;

namespace Ingot.Models.Architectures;

/// <summary>Qwen 1.5, 2 and 2.5 dense decoders: Llama's block with biases on query, key and value.</summary>
/// <remarks>Source: arXiv:2407.10671 and the published config.json.</remarks>
internal static class Qwen2
{
    public static ArchitectureSpec Spec { get; } = new()
    {
        Name = "qwen2",
        HuggingFaceClasses = ["Qwen2ForCausalLM", "Qwen2Model"],
        Hyperparameters = new()
        {
            KeyValueHeadCount = new("num_key_value_heads") { Default = 32 },
            SlidingWindowSwitch = "use_sliding_window",
        },
        Decoder = new() { Norm = NormKind.Rms, Rope = RopeLayout.HalfSplit, Activation = Activation.Silu },
        Tensors =
        [
            new("model.embed_tokens.weight", TokenEmbedding),
            new("model.layers.{layer}.input_layernorm.weight", AttentionNorm),
            new("model.layers.{layer}.self_attn.q_proj.weight", AttentionQuery),
            new("model.layers.{layer}.self_attn.q_proj.bias", AttentionQueryBias),
            new("model.layers.{layer}.self_attn.k_proj.weight", AttentionKey),
            new("model.layers.{layer}.self_attn.k_proj.bias", AttentionKeyBias),
            new("model.layers.{layer}.self_attn.v_proj.weight", AttentionValue),
            new("model.layers.{layer}.self_attn.v_proj.bias", AttentionValueBias),
            new("model.layers.{layer}.self_attn.o_proj.weight", AttentionOutput),
            new("model.layers.{layer}.post_attention_layernorm.weight", FeedForwardNorm),
            new("model.layers.{layer}.mlp.gate_proj.weight", FeedForwardGate),
            new("model.layers.{layer}.mlp.up_proj.weight", FeedForwardUp),
            new("model.layers.{layer}.mlp.down_proj.weight", FeedForwardDown),
            new("model.norm.weight", OutputNorm),
            new("lm_head.weight", Output) { TiedTo = TokenEmbedding },
        ],
        Gguf = new("qwen2") { Rope = RopeLayout.HalfSplit },
    };
}
