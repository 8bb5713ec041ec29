using static Ingot.Models.TensorRole;

namespace Ingot.Models.Architectures;

/// <summary>GLM-4.5 and 4.6: many small experts chosen by a sigmoid after the first layers, half of each head rotates, perhaps norms on heads.</summary>
/// <remarks>Source: arXiv:2508.06471, the published config.json and transformers' Glm4MoeConfig. Layers that predict ahead are left out.</remarks>
internal static class Glm4Moe
{
    public static ArchitectureSpec Spec { get; } = new()
    {
        Name = "glm4_moe",
        HuggingFaceClasses = ["Glm4MoeForCausalLM"],
        Hyperparameters = new()
        {
            KeyValueHeadCount = new("num_key_value_heads") { Default = 8 },
            NormEpsilon = new("rms_norm_eps") { Default = 1e-5 },
            RotaryFactor = new("partial_rotary_factor") { Default = 0.5 },
            Experts = new()
            {
                Count = new("n_routed_experts") { Default = 128 },
                UsedCount = new("num_experts_per_tok") { Default = 8 },
                FeedForwardLength = new("moe_intermediate_size") { Default = 1408 },
                SharedCount = new("n_shared_experts") { Default = 1 },
                GroupCount = new("n_group") { Default = 1 },
                GroupUsedCount = new("topk_group") { Default = 1 },
                LeadingDenseCount = new("first_k_dense_replace") { Default = 1 },
                NormalizesWeights = new("norm_topk_prob", Default: true),
                WeightScale = new("routed_scaling_factor") { Default = 1 },
                Router = RouterKind.Sigmoid,
            },
        },
        Decoder = new() { Norm = NormKind.Rms, Rope = RopeLayout.HalfSplit, Activation = Activation.Silu },
        Tensors = [.. GroupedExperts.Tensors],
        LeavesOutLayersBeyond = true,
        Gguf = new("glm4moe")
        {
            Rope = RopeLayout.HalfSplit,
            Names = new Dictionary<TensorRole, string> { [FeedForwardNorm] = "blk.{layer}.post_attention_norm.weight" },
            Keys =
            [
                .. GgufKeys.Common.Where(key => key != GgufKeys.ExpertRouter),
                GgufKeys.RotaryLength,
                GgufKeys.ExpertFeedForwardLength,
                GgufKeys.SharedExpertCount,
                new("leading_dense_block_count", GgufKeyType.UInt32) { Config = new("first_k_dense_replace") { Default = 1 } },
                GgufKeys.ExpertRouter with { OnlyWhereStated = false },
                GgufKeys.ExpertWeightScale,
                GgufKeys.ExpertWeightsNormalized,
            ],
            Vocabulary = new()
            {
                Kinds = [VocabularyKind.BytePair],
                Tokens =
                [
                    new("bos") { Content = "[gMASK]" }, new("eot") { Content = "<|user|>" }, new("unk") { Content = "<|endoftext|>" },
                    new("eom") { Content = "<|observation|>" },
                ],
            },
        },
    };
}
