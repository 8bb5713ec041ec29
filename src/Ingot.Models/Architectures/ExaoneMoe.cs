using static Ingot.Models.TensorRole;

namespace Ingot.Models.Architectures;

/// <summary>K-EXAONE: EXAONE 4's windows and norms on heads, norms before both blocks, many small experts chosen by a biased sigmoid.</summary>
/// <remarks>Source: the published config.json and transformers' ExaoneMoeConfig. Layers that predict ahead are left out.</remarks>
internal static class ExaoneMoe
{
    public static ArchitectureSpec Spec { get; } = new()
    {
        Name = "exaone_moe",
        HuggingFaceClasses = ["ExaoneMoeForCausalLM", "ExaoneMoEForCausalLM"],
        Hyperparameters = Exaone4.Spec.Hyperparameters with
        {
            Experts = new()
            {
                Count = "num_experts",
                SharedCount = "num_shared_experts",
                GroupCount = new("n_group") { Default = 1 },
                GroupUsedCount = new("topk_group") { Default = 1 },
                LeadingDenseCount = new("first_k_dense_replace") { Alternates = ["first_last_k_dense_replace"], Default = 0 },
                NormalizesWeights = new("norm_topk_prob", Default: true),
                WeightScale = new("routed_scaling_factor") { Default = 2.5 },
                Router = RouterKind.Sigmoid,
            },
        },
        Decoder = new() { Norm = NormKind.Rms, Rope = RopeLayout.HalfSplit, Activation = Activation.Silu },
        Tensors =
        [
            .. GroupedExperts.Tensors.Where(tensor => tensor.Role != ExpertSelectionBias),
            new("model.layers.{layer}.mlp.e_score_correction_bias", ExpertSelectionBias) { In = LayerSet.Experts, Optional = true },
            new("model.layers.{layer}.mlp.gate.e_score_correction_bias", ExpertSelectionBias) { In = LayerSet.Experts, Optional = true },
        ],
        Unused = ["mtp."],
        Gguf = Exaone4.Spec.Gguf with
        {
            Architecture = "exaone-moe",
            Keys =
            [
                .. Exaone4.Spec.Gguf.Keys,
                GgufKeys.ExpertFeedForwardLength,
                GgufKeys.SharedExpertCount,
                GgufKeys.SharedFeedForwardLength,
                GgufKeys.ExpertWeightScale,
                GgufKeys.ExpertWeightsNormalized,
                new("leading_dense_block_count", GgufKeyType.UInt32)
                    { Config = new("first_k_dense_replace") { Alternates = ["first_last_k_dense_replace"], Default = 0 } },
                new("nextn_predict_layers", GgufKeyType.UInt32) { Constant = "0" },
                GgufKeys.NoRopeScaling,
            ],
        },
    };
}
