using static Ingot.Models.TensorRole;

namespace Ingot.Models.Architectures;

/// <summary>Arcee's AFM: Llama's attention with a plain feed-forward block of squared ReLU.</summary>
/// <remarks>Source: the published config.json and transformers' ArceeConfig.</remarks>
internal static class Arcee
{
    public static ArchitectureSpec Spec { get; } = Llama.Spec with
    {
        Name = "arcee",
        HuggingFaceClasses = ["ArceeForCausalLM"],
        Hyperparameters = Llama.Spec.Hyperparameters with { NormEpsilon = new("rms_norm_eps") { Default = 1e-5 } },
        Decoder = Llama.Spec.Decoder with { Activation = Activation.ReluSquared, GatedFeedForward = false },
        Tensors =
        [
            new("model.embed_tokens.weight", TokenEmbedding),
            new("model.layers.{layer}.input_layernorm.weight", AttentionNorm),
            new("model.layers.{layer}.self_attn.q_proj.weight", AttentionQuery),
            new("model.layers.{layer}.self_attn.q_proj.bias", AttentionQueryBias) { Optional = true },
            new("model.layers.{layer}.self_attn.k_proj.weight", AttentionKey),
            new("model.layers.{layer}.self_attn.k_proj.bias", AttentionKeyBias) { Optional = true },
            new("model.layers.{layer}.self_attn.v_proj.weight", AttentionValue),
            new("model.layers.{layer}.self_attn.v_proj.bias", AttentionValueBias) { Optional = true },
            new("model.layers.{layer}.self_attn.o_proj.weight", AttentionOutput),
            new("model.layers.{layer}.self_attn.o_proj.bias", AttentionOutputBias) { Optional = true },
            new("model.layers.{layer}.post_attention_layernorm.weight", FeedForwardNorm),
            new("model.layers.{layer}.mlp.up_proj.weight", FeedForwardUp),
            new("model.layers.{layer}.mlp.up_proj.bias", FeedForwardUpBias) { Optional = true },
            new("model.layers.{layer}.mlp.down_proj.weight", FeedForwardDown),
            new("model.layers.{layer}.mlp.down_proj.bias", FeedForwardDownBias) { Optional = true },
            new("model.norm.weight", OutputNorm),
            new("lm_head.weight", Output) { TiedTo = TokenEmbedding },
        ],
        Gguf = Llama.Spec.Gguf with { Architecture = "arcee" },
    };
}
