using static Ingot.Models.TensorRole;

namespace Ingot.Models.Architectures;

/// <summary>OLMo 2: norms on what blocks add rather than on what they read, and on all query and key heads together.</summary>
/// <remarks>Source: arXiv:2501.00656 and the published config.json.</remarks>
internal static class Olmo2
{
    public static ArchitectureSpec Spec { get; } = new()
    {
        Name = "olmo2",
        HuggingFaceClasses = ["Olmo2ForCausalLM"],
        Hyperparameters = new() { NormEpsilon = new("rms_norm_eps") { Default = 1e-5 } },
        Decoder = new() { BlockNorms = BlockNorms.After, NormRounding = NormRounding.AfterGain },
        Tensors =
        [
            new("model.embed_tokens.weight", TokenEmbedding),
            new("model.layers.{layer}.self_attn.q_proj.weight", AttentionQuery),
            new("model.layers.{layer}.self_attn.q_norm.weight", AttentionQueryRowNorm),
            new("model.layers.{layer}.self_attn.k_proj.weight", AttentionKey),
            new("model.layers.{layer}.self_attn.k_norm.weight", AttentionKeyRowNorm),
            new("model.layers.{layer}.self_attn.v_proj.weight", AttentionValue),
            new("model.layers.{layer}.self_attn.o_proj.weight", AttentionOutput),
            new("model.layers.{layer}.post_attention_layernorm.weight", AttentionPostNorm),
            new("model.layers.{layer}.mlp.gate_proj.weight", FeedForwardGate),
            new("model.layers.{layer}.mlp.up_proj.weight", FeedForwardUp),
            new("model.layers.{layer}.mlp.down_proj.weight", FeedForwardDown),
            new("model.layers.{layer}.post_feedforward_layernorm.weight", FeedForwardPostNorm),
            new("model.norm.weight", OutputNorm),
            new("lm_head.weight", Output) { TiedTo = TokenEmbedding },
        ],
        Gguf = new("olmo2")
        {
            Rope = RopeLayout.HalfSplit,
            Keys = [.. GgufKeys.Common, GgufKeys.SlidingWindow, GgufKeys.SlidingLayers],
            Vocabulary = new() { Kinds = [VocabularyKind.BytePair] },
        },
    };
}
