using Ingot.Models.Transforms;
using static Ingot.Models.TensorRole;

namespace Ingot.Models.Architectures;

/// <summary>Ernie 4.5 mixtures: the dense decoder's block, and experts chosen by softmax scores with a bias that only chooses.</summary>
/// <remarks>Source: the published config.json and transformers' Ernie4_5_MoeConfig. Layers that predict ahead are left out.</remarks>
internal static class Ernie45Moe
{
    public static ArchitectureSpec Spec { get; } = new()
    {
        Name = "ernie4_5_moe",
        HuggingFaceClasses = ["Ernie4_5_MoeForCausalLM"],
        Hyperparameters = new()
        {
            KeyValueHeadCount = new("num_key_value_heads") { Default = 4 },
            NormEpsilon = new("rms_norm_eps") { Default = 1e-5 },
            RopeBase = new("rope_theta") { Default = 500_000 },
            TiedEmbeddingsDefault = true,
            Experts = new()
            {
                Count = new("moe_num_experts") { Default = 64 },
                UsedCount = new("moe_k") { Default = 6 },
                FeedForwardLength = new("moe_intermediate_size") { Default = 1536 },
                SharedCount = new("moe_num_shared_experts") { Default = 2 },
                LeadingDenseCount = new("moe_layer_start_index") { Default = 1 },
                LastLayer = "moe_layer_end_index",
                Period = new("moe_layer_interval") { Default = 1 },
            },
        },
        Decoder = new() { Norm = NormKind.Rms, Rope = RopeLayout.Interleaved, Activation = Activation.Silu },
        Tensors =
        [
            .. Ernie45.Spec.Tensors.Select(tensor => tensor.Roles.Any(IsOfDenseBlock) ? tensor with { In = LayerSet.Dense } : tensor),
            new("model.layers.{layer}.mlp.experts.{expert}.gate_proj.weight", ExpertGate) { In = LayerSet.Experts },
            new("model.layers.{layer}.mlp.experts.{expert}.up_proj.weight", ExpertUp) { In = LayerSet.Experts },
            new("model.layers.{layer}.mlp.experts.{expert}.down_proj.weight", ExpertDown) { In = LayerSet.Experts },
            new("model.layers.{layer}.mlp.gate.weight", ExpertRouter) { In = LayerSet.Experts },
            new("model.layers.{layer}.mlp.moe_statics.e_score_correction_bias", ExpertSelectionBias)
                { In = LayerSet.Experts, Transform = new LeadingAxis() },
            new("model.layers.{layer}.mlp.shared_experts.gate_proj.weight", SharedExpertGate) { In = LayerSet.Experts, Optional = true },
            new("model.layers.{layer}.mlp.shared_experts.up_proj.weight", SharedExpertUp) { In = LayerSet.Experts, Optional = true },
            new("model.layers.{layer}.mlp.shared_experts.down_proj.weight", SharedExpertDown) { In = LayerSet.Experts, Optional = true },
        ],
        Unused = ["model.mtp_block.", "model.mtp_emb_norm.", "model.mtp_hidden_norm.", "model.mtp_linear_proj."],
        Gguf = new("ernie4_5-moe")
        {
            Rope = RopeLayout.Interleaved,
            Transforms = new Dictionary<TensorRole, WeightTransform> { [ExpertSelectionBias] = new LeadingAxis(Adds: true) },
            Keys =
            [
                .. GgufKeys.Common.Where(key => key != GgufKeys.ExpertCount && key != GgufKeys.ExpertUsedCount),
                GgufKeys.ExpertCount,
                GgufKeys.ExpertUsedCount,
                new("interleave_moe_layer_step", GgufKeyType.UInt32) { Config = new("moe_layer_interval") { Default = 1 } },
                new("leading_dense_block_count", GgufKeyType.UInt32) { Config = new("moe_layer_start_index") { Default = 1 } },
                GgufKeys.ExpertFeedForwardLength,
                GgufKeys.SharedExpertCount,
                // The published converter derives the width from these two numbers, which gives it for the published models alone.
                new(GgufKeys.SharedFeedForwardLength.Name, GgufKeyType.UInt32)
                    { Config = new("intermediate_size") { DividedBy = "num_key_value_heads" } },
            ],
            Vocabulary = new() { SpacePrefix = SpacePrefixRule.StatedLast },
        },
    };

    private static bool IsOfDenseBlock(TensorRole role) => role is FeedForwardGate or FeedForwardUp or FeedForwardDown
        or FeedForwardGateBias or FeedForwardUpBias or FeedForwardDownBias;
}
