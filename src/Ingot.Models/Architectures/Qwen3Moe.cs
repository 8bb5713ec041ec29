using Ingot.Models.Transforms;
using static Ingot.Models.TensorRole;

namespace Ingot.Models.Architectures;

/// <summary>Qwen 3 mixtures of experts: Qwen 3's attention with a norm on every query and key head, and many small experts.</summary>
/// <remarks>Source: arXiv:2505.09388 and the published config.json.</remarks>
internal static class Qwen3Moe
{
    public static ArchitectureSpec Spec { get; } = new()
    {
        Name = "qwen3_moe",
        HuggingFaceClasses = ["Qwen3MoeForCausalLM"],
        Hyperparameters = new()
        {
            KeyValueHeadCount = new("num_key_value_heads") { Default = 4 },
            SlidingWindowSwitch = "use_sliding_window",
            Experts = new()
            {
                Count = new("num_experts") { Alternates = ["num_local_experts"], Default = 128 },
                UsedCount = new("num_experts_per_tok") { Default = 8 },
                FeedForwardLength = new("moe_intermediate_size") { Default = 768 },
                NormalizesWeights = new("norm_topk_prob", Default: false),
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
            new("model.layers.{layer}.self_attn.q_norm.weight", AttentionQueryNorm),
            new("model.layers.{layer}.self_attn.k_proj.weight", AttentionKey),
            new("model.layers.{layer}.self_attn.k_proj.bias", AttentionKeyBias) { Optional = true },
            new("model.layers.{layer}.self_attn.k_norm.weight", AttentionKeyNorm),
            new("model.layers.{layer}.self_attn.v_proj.weight", AttentionValue),
            new("model.layers.{layer}.self_attn.v_proj.bias", AttentionValueBias) { Optional = true },
            new("model.layers.{layer}.self_attn.o_proj.weight", AttentionOutput),
            new("model.layers.{layer}.self_attn.o_proj.bias", AttentionOutputBias) { Optional = true },
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
            new("model.norm.weight", OutputNorm),
            new("lm_head.weight", Output) { TiedTo = TokenEmbedding },
        ],
        Gguf = new("qwen3moe")
        {
            Rope = RopeLayout.HalfSplit,
            Keys = [.. GgufKeys.Common, GgufKeys.ExpertFeedForwardLength],
            Vocabulary = new() { Kinds = [VocabularyKind.BytePair] },
        },
    };
}
