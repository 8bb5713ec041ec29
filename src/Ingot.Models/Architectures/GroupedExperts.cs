using static Ingot.Models.TensorRole;

namespace Ingot.Models.Architectures;

/// <summary>
/// The tensors of mixtures in the layout of DeepSeek V3 with plain attention: a biased choice of many experts, some for all, after dense first
/// layers.
/// </summary>
internal static class GroupedExperts
{
    public static IReadOnlyList<TensorSpec> Tensors { get; } =
    [
        new("model.embed_tokens.weight", TokenEmbedding),
        new("model.layers.{layer}.input_layernorm.weight", AttentionNorm),
        new("model.layers.{layer}.self_attn.q_proj.weight", AttentionQuery),
        new("model.layers.{layer}.self_attn.q_proj.bias", AttentionQueryBias) { Optional = true },
        new("model.layers.{layer}.self_attn.q_norm.weight", AttentionQueryNorm) { Optional = true },
        new("model.layers.{layer}.self_attn.k_proj.weight", AttentionKey),
        new("model.layers.{layer}.self_attn.k_proj.bias", AttentionKeyBias) { Optional = true },
        new("model.layers.{layer}.self_attn.k_norm.weight", AttentionKeyNorm) { Optional = true },
        new("model.layers.{layer}.self_attn.v_proj.weight", AttentionValue),
        new("model.layers.{layer}.self_attn.v_proj.bias", AttentionValueBias) { Optional = true },
        new("model.layers.{layer}.self_attn.o_proj.weight", AttentionOutput),
        new("model.layers.{layer}.self_attn.o_proj.bias", AttentionOutputBias) { Optional = true },
        new("model.layers.{layer}.post_attention_layernorm.weight", FeedForwardNorm),
        new("model.layers.{layer}.mlp.gate_proj.weight", FeedForwardGate) { In = LayerSet.Dense },
        new("model.layers.{layer}.mlp.up_proj.weight", FeedForwardUp) { In = LayerSet.Dense },
        new("model.layers.{layer}.mlp.down_proj.weight", FeedForwardDown) { In = LayerSet.Dense },
        new("model.layers.{layer}.mlp.gate.weight", ExpertRouter) { In = LayerSet.Experts },
        new("model.layers.{layer}.mlp.gate.e_score_correction_bias", ExpertSelectionBias) { In = LayerSet.Experts, Optional = true },
        new("model.layers.{layer}.mlp.experts.{expert}.down_proj.weight", ExpertDown) { In = LayerSet.Experts },
        new("model.layers.{layer}.mlp.experts.{expert}.gate_proj.weight", ExpertGate) { In = LayerSet.Experts },
        new("model.layers.{layer}.mlp.experts.{expert}.up_proj.weight", ExpertUp) { In = LayerSet.Experts },
        new("model.layers.{layer}.mlp.shared_experts.gate_proj.weight", SharedExpertGate) { In = LayerSet.Experts, Optional = true },
        new("model.layers.{layer}.mlp.shared_experts.up_proj.weight", SharedExpertUp) { In = LayerSet.Experts, Optional = true },
        new("model.layers.{layer}.mlp.shared_experts.down_proj.weight", SharedExpertDown) { In = LayerSet.Experts, Optional = true },
        new("model.norm.weight", OutputNorm),
        new("lm_head.weight", Output) { TiedTo = TokenEmbedding },
    ];
}
