using Ingot.Models.Transforms;
using static Ingot.Models.TensorRole;

namespace Ingot.Models.Architectures;

/// <summary>Qwen 1.5 and 2 mixtures of experts: Qwen 2's attention, many small experts, and a gated one that all positions pass.</summary>
/// <remarks>Source: arXiv:2407.10671 and the published config.json.</remarks>
internal static class Qwen2Moe
{
    public static ArchitectureSpec Spec { get; } = new()
    {
        Name = "qwen2_moe",
        HuggingFaceClasses = ["Qwen2MoeForCausalLM"],
        Hyperparameters = new()
        {
            KeyValueHeadCount = new("num_key_value_heads") { Default = 16 },
            SlidingWindowSwitch = "use_sliding_window",
            Experts = new()
            {
                Count = new("num_experts") { Alternates = ["num_local_experts"], Default = 60 },
                UsedCount = new("num_experts_per_tok") { Default = 4 },
                FeedForwardLength = new("moe_intermediate_size") { Default = 1408 },
                SharedFeedForwardLength = new("shared_expert_intermediate_size") { Default = 5632 },
                NormalizesWeights = new("norm_topk_prob", Default: false),
                NormalizesInGguf = false,
                Period = "decoder_sparse_step",
                DenseLayers = "mlp_only_layers",
            },
        },
        Decoder = new() { Norm = NormKind.Rms, Rope = RopeLayout.HalfSplit, Activation = Activation.Silu },
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
            new("model.layers.{layer}.post_attention_layernorm.weight", FeedForwardNorm),
            new("model.layers.{layer}.mlp.gate_proj.weight", FeedForwardGate) { In = LayerSet.Dense },
            new("model.layers.{layer}.mlp.up_proj.weight", FeedForwardUp) { In = LayerSet.Dense },
            new("model.layers.{layer}.mlp.down_proj.weight", FeedForwardDown) { In = LayerSet.Dense },
            new("model.layers.{layer}.mlp.gate.weight", ExpertRouter) { In = LayerSet.Experts },
            new("model.layers.{layer}.mlp.experts.{expert}.down_proj.weight", ExpertDown) { In = LayerSet.Experts },
            new("model.layers.{layer}.mlp.experts.{expert}.gate_proj.weight", ExpertGate) { In = LayerSet.Experts },
            new("model.layers.{layer}.mlp.experts.{expert}.up_proj.weight", ExpertUp) { In = LayerSet.Experts },
            // New releases of the family's code save the experts of a layer together.
            new("model.layers.{layer}.mlp.experts.down_proj", ExpertDown) { In = LayerSet.Experts, Optional = true },
            new("model.layers.{layer}.mlp.experts.gate_up_proj", ExpertGateUp)
                { In = LayerSet.Experts, Optional = true, Packing = RowPacking.PerExpert(ExpertGate, ExpertUp) },
            new("model.layers.{layer}.mlp.shared_expert.gate_proj.weight", SharedExpertGate) { In = LayerSet.Experts },
            new("model.layers.{layer}.mlp.shared_expert.up_proj.weight", SharedExpertUp) { In = LayerSet.Experts },
            new("model.layers.{layer}.mlp.shared_expert.down_proj.weight", SharedExpertDown) { In = LayerSet.Experts },
            new("model.layers.{layer}.mlp.shared_expert_gate.weight", SharedExpertRouter) { In = LayerSet.Experts },
            new("model.norm.weight", OutputNorm),
            new("lm_head.weight", Output) { TiedTo = TokenEmbedding },
        ],
        Gguf = new("qwen2moe")
        {
            Rope = RopeLayout.HalfSplit,
            Keys = [.. GgufKeys.Common, GgufKeys.ExpertFeedForwardLength, GgufKeys.SharedFeedForwardLength],
            Vocabulary = new() { Kinds = [VocabularyKind.BytePair] },
        },
    };
}
