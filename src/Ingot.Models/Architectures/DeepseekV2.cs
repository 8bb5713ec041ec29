using Ingot.Models.Transforms;
using static Ingot.Models.TensorRole;

namespace Ingot.Models.Architectures;

/// <summary>DeepSeek V2: latent attention, and many small experts beside some for all after the first layers.</summary>
/// <remarks>
/// Source: arXiv:2405.04434 and the published config.json. GGUF keeps the projections to keys and values apart, the first transposed,
/// because its readers apply them to the query and to the sum instead.
/// </remarks>
internal static class DeepseekV2
{
    public static ArchitectureSpec Spec { get; } = new()
    {
        Name = "deepseek_v2",
        HuggingFaceClasses = ["DeepseekV2ForCausalLM"],
        Hyperparameters = new()
        {
            HeadLengthIsAlwaysStated = true,
            Latent = new(),
            Experts = new()
            {
                Count = new("n_routed_experts") { Default = 64 },
                FeedForwardLength = new("moe_intermediate_size") { Default = 1407 },
                SharedCount = new("n_shared_experts") { Default = 2 },
                GroupCount = "n_group",
                GroupUsedCount = "topk_group",
                GroupRankedBy = 1,
                LeadingDenseCount = new("first_k_dense_replace") { Default = 0 },
                Period = "moe_layer_freq",
                PeriodStartsAtZero = true,
                NormalizesWeights = new("norm_topk_prob", Default: false),
                NormalizesInGguf = false,
                WeightScale = new("routed_scaling_factor") { Default = 1 },
                RouterName = "scoring_func",
            },
        },
        Decoder = new() { Norm = NormKind.Rms, Rope = RopeLayout.Interleaved, Activation = Activation.Silu },
        Tensors =
        [
            new("model.embed_tokens.weight", TokenEmbedding),
            new("model.layers.{layer}.input_layernorm.weight", AttentionNorm),
            new("model.layers.{layer}.self_attn.q_proj.weight", LatentQuery) { Optional = true },
            new("model.layers.{layer}.self_attn.q_a_proj.weight", LatentQueryDown) { Optional = true },
            new("model.layers.{layer}.self_attn.q_a_layernorm.weight", LatentQueryNorm) { Optional = true },
            new("model.layers.{layer}.self_attn.q_b_proj.weight", LatentQueryUp) { Optional = true },
            new("model.layers.{layer}.self_attn.kv_a_proj_with_mqa.weight", LatentKeyValueDown),
            new("model.layers.{layer}.self_attn.kv_a_layernorm.weight", LatentKeyValueNorm),
            new("model.layers.{layer}.self_attn.kv_b_proj.weight", LatentKeyValueUp) { Packing = RowPacking.PerHead(LatentKeyUp, LatentValueUp) },
            new("model.layers.{layer}.self_attn.o_proj.weight", LatentOutput),
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
        ],
        LeavesOutLayersBeyond = true,
        Gguf = new("deepseek2")
        {
            Rope = RopeLayout.Interleaved,
            Transforms = new Dictionary<TensorRole, WeightTransform> { [LatentKeyUp] = new MatrixTransposition() },
            Keys =
            [
                .. GgufKeys.Common.Select(key => key == GgufKeys.KeyValueHeadCount ? key with { Number = null, Constant = "1" } : key),
                new("leading_dense_block_count", GgufKeyType.UInt32) { Config = new("first_k_dense_replace") { Default = 0 } },
                GgufKeys.VocabularySize,
                GgufKeys.LatentQueryRank,
                GgufKeys.LatentKeyValueRank,
                GgufKeys.KeyLength with { Number = ModelNumber.LatentKeyLength },
                GgufKeys.ValueLength with { Number = ModelNumber.LatentKeyValueRank },
                GgufKeys.LatentKeyLengthOfHeads,
                GgufKeys.LatentValueLengthOfHeads,
                GgufKeys.ExpertFeedForwardLength,
                GgufKeys.SharedExpertCount,
                GgufKeys.ExpertWeightScale,
                GgufKeys.ExpertWeightsNormalized,
                GgufKeys.RotaryLength,
                GgufKeys.YarnLogMultiplier,
            ],
            Vocabulary = new() { Kinds = [VocabularyKind.BytePair] },
        },
    };
}
