using static Ingot.Models.TensorRole;

namespace Ingot.Models.Architectures;

/// <summary>EXAONE 4: norms on what blocks add and on heads; with a sliding window, the layers without one do not rotate.</summary>
/// <remarks>Source: arXiv:2507.11407 and the published config.json.</remarks>
internal static class Exaone4
{
    public static ArchitectureSpec Spec { get; } = new()
    {
        Name = "exaone4",
        HuggingFaceClasses = ["Exaone4ForCausalLM"],
        Hyperparameters = new()
        {
            NormEpsilon = new("rms_norm_eps") { Default = 1e-5 },
            SlidingPeriod = new("sliding_window_pattern") { Default = 4 },
            RotatesSlidingLayersOnly = true,
        },
        Decoder = new() { BlockNorms = BlockNorms.After },
        Tensors =
        [
            new("model.embed_tokens.weight", TokenEmbedding),
            new("model.layers.{layer}.self_attn.q_proj.weight", AttentionQuery),
            new("model.layers.{layer}.self_attn.q_norm.weight", AttentionQueryNorm),
            new("model.layers.{layer}.self_attn.k_proj.weight", AttentionKey),
            new("model.layers.{layer}.self_attn.k_norm.weight", AttentionKeyNorm),
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
        Gguf = new("exaone4")
        {
            Rope = RopeLayout.HalfSplit,
            StoresRopeFrequencies = true,
            Keys = [.. GgufKeys.Common, GgufKeys.VocabularySize, GgufKeys.SlidingWindow, GgufKeys.SlidingLayers],
            Vocabulary = new() { Kinds = [VocabularyKind.BytePair] },
        },
    };
}
