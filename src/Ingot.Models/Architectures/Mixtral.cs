using static Ingot.Models.TensorRole;

namespace Ingot.Models.Architectures;

/// <summary>Mixtral: Mistral's attention, and experts instead of the feed-forward block.</summary>
/// <remarks>Source: arXiv:2401.04088 and the published config.json. GGUF has no name of its own for them: they are Llama models with experts.</remarks>
internal static class Mixtral
{
    public static ArchitectureSpec Spec { get; } = Llama.Spec with
    {
        Name = "mixtral",
        HuggingFaceClasses = ["MixtralForCausalLM"],
        Hyperparameters = new()
        {
            KeyValueHeadCount = new("num_key_value_heads") { Default = 8 },
            NormEpsilon = new("rms_norm_eps") { Default = 1e-5 },
            RopeBase = new("rope_theta") { Default = 1e6 },
            Experts = new()
            {
                Count = new("num_local_experts") { Default = 8 },
                UsedCount = new("num_experts_per_tok") { Default = 2 },
                FeedForwardLength = null,
            },
        },
        Tensors =
        [
            new("model.embed_tokens.weight", TokenEmbedding),
            new("model.layers.{layer}.input_layernorm.weight", AttentionNorm),
            new("model.layers.{layer}.self_attn.q_proj.weight", AttentionQuery),
            new("model.layers.{layer}.self_attn.k_proj.weight", AttentionKey),
            new("model.layers.{layer}.self_attn.v_proj.weight", AttentionValue),
            new("model.layers.{layer}.self_attn.o_proj.weight", AttentionOutput),
            new("model.layers.{layer}.post_attention_layernorm.weight", FeedForwardNorm),
            new("model.layers.{layer}.block_sparse_moe.gate.weight", ExpertRouter),
            new("model.layers.{layer}.block_sparse_moe.experts.{expert}.w1.weight", ExpertGate),
            new("model.layers.{layer}.block_sparse_moe.experts.{expert}.w2.weight", ExpertDown),
            new("model.layers.{layer}.block_sparse_moe.experts.{expert}.w3.weight", ExpertUp),
            new("model.norm.weight", OutputNorm),
            new("lm_head.weight", Output) { TiedTo = TokenEmbedding },
        ],
    };
}
