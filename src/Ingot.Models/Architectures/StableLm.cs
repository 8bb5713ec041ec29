using static Ingot.Models.TensorRole;

namespace Ingot.Models.Architectures;

/// <summary>StableLM: Llama's block with layer norms, a quarter of each head rotating, perhaps both blocks side by side.</summary>
/// <remarks>Source: arXiv:2402.17834 and the published config.json.</remarks>
internal static class StableLm
{
    public static ArchitectureSpec Spec { get; } = new()
    {
        Name = "stablelm",
        HuggingFaceClasses = ["StableLmForCausalLM", "StableLMEpochForCausalLM"],
        Requires = [new("qk_layernorm", "false")],
        Hyperparameters = new()
        {
            NormEpsilon = new("layer_norm_eps") { Alternates = ["norm_eps"], Default = 1e-5 },
            RotaryFactor = new("partial_rotary_factor") { Alternates = ["rope_pct"], Default = 0.25 },
            ParallelResidual = new("use_parallel_residual", Default: false),
        },
        Decoder = new() { Norm = NormKind.Layer },
        Tensors =
        [
            new("model.embed_tokens.weight", TokenEmbedding),
            new("model.layers.{layer}.input_layernorm.weight", AttentionNorm),
            new("model.layers.{layer}.input_layernorm.bias", AttentionNormBias) { Optional = true },
            new("model.layers.{layer}.self_attn.q_proj.weight", AttentionQuery),
            new("model.layers.{layer}.self_attn.q_proj.bias", AttentionQueryBias) { Optional = true },
            new("model.layers.{layer}.self_attn.k_proj.weight", AttentionKey),
            new("model.layers.{layer}.self_attn.k_proj.bias", AttentionKeyBias) { Optional = true },
            new("model.layers.{layer}.self_attn.v_proj.weight", AttentionValue),
            new("model.layers.{layer}.self_attn.v_proj.bias", AttentionValueBias) { Optional = true },
            new("model.layers.{layer}.self_attn.o_proj.weight", AttentionOutput),
            new("model.layers.{layer}.post_attention_layernorm.weight", FeedForwardNorm) { Optional = true },
            new("model.layers.{layer}.post_attention_layernorm.bias", FeedForwardNormBias) { Optional = true },
            new("model.layers.{layer}.mlp.gate_proj.weight", FeedForwardGate),
            new("model.layers.{layer}.mlp.up_proj.weight", FeedForwardUp),
            new("model.layers.{layer}.mlp.down_proj.weight", FeedForwardDown),
            new("model.norm.weight", OutputNorm),
            new("model.norm.bias", OutputNormBias) { Optional = true },
            new("lm_head.weight", Output) { TiedTo = TokenEmbedding },
        ],
        Gguf = new("stablelm")
        {
            Rope = RopeLayout.HalfSplit,
            Keys =
            [
                GgufKeys.ContextLength, GgufKeys.EmbeddingLength, GgufKeys.LayerCount, GgufKeys.FeedForwardLength, GgufKeys.RotaryLength,
                GgufKeys.HeadCount, GgufKeys.KeyValueHeadCount, GgufKeys.ParallelResidual, GgufKeys.LayerEpsilon, GgufKeys.FileType,
            ],
            Vocabulary = new() { Kinds = [VocabularyKind.BytePair] },
        },
    };
}
