using static Ingot.Models.TensorRole;

namespace Ingot.Models.Architectures;

/// <summary>OLMoE: norms over all queries and over all keys, and many small experts.</summary>
/// <remarks>Source: arXiv:2409.02060 and the published config.json.</remarks>
internal static class OlmoE
{
    public static ArchitectureSpec Spec { get; } = new()
    {
        Name = "olmoe",
        HuggingFaceClasses = ["OlmoeForCausalLM"],
        Hyperparameters = new()
        {
            NormEpsilon = new("rms_norm_eps") { Default = 1e-5 },
            QueryKeyValueClamp = "clip_qkv",
            Experts = new()
            {
                Count = new("num_experts") { Default = 64 },
                UsedCount = new("num_experts_per_tok") { Default = 8 },
                FeedForwardLength = null,
                NormalizesWeights = new("norm_topk_prob", Default: false),
                NormalizesInGguf = false,
            },
        },
        Decoder = new() { Norm = NormKind.Rms, Rope = RopeLayout.HalfSplit, Activation = Activation.Silu },
        Tensors =
        [
            new("model.embed_tokens.weight", TokenEmbedding),
            new("model.layers.{layer}.input_layernorm.weight", AttentionNorm),
            new("model.layers.{layer}.self_attn.q_proj.weight", AttentionQuery),
            new("model.layers.{layer}.self_attn.q_norm.weight", AttentionQueryRowNorm),
            new("model.layers.{layer}.self_attn.k_proj.weight", AttentionKey),
            new("model.layers.{layer}.self_attn.k_norm.weight", AttentionKeyRowNorm),
            new("model.layers.{layer}.self_attn.v_proj.weight", AttentionValue),
            new("model.layers.{layer}.self_attn.o_proj.weight", AttentionOutput),
            new("model.layers.{layer}.post_attention_layernorm.weight", FeedForwardNorm),
            new("model.layers.{layer}.mlp.gate.weight", ExpertRouter),
            new("model.layers.{layer}.mlp.experts.{expert}.down_proj.weight", ExpertDown),
            new("model.layers.{layer}.mlp.experts.{expert}.gate_proj.weight", ExpertGate),
            new("model.layers.{layer}.mlp.experts.{expert}.up_proj.weight", ExpertUp),
            new("model.norm.weight", OutputNorm),
            new("lm_head.weight", Output) { TiedTo = TokenEmbedding },
        ],
        // The converter writes the same epsilon for every model of the family.
        Gguf = new("olmoe")
        {
            Rope = RopeLayout.HalfSplit,
            Keys = [.. GgufKeys.Common, GgufKeys.RmsEpsilon with { Number = null, Constant = "1e-5" }],
            Vocabulary = new() { Kinds = [VocabularyKind.BytePair] },
        },
    };
}
