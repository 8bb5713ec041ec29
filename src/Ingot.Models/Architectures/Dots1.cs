namespace Ingot.Models.Architectures;

/// <summary>dots.llm1: Qwen 3's attention with norms on heads, and many small experts chosen by a sigmoid after the first layers.</summary>
/// <remarks>Source: arXiv:2506.05767, the published config.json and transformers' Dots1Config.</remarks>
internal static class Dots1
{
    public static ArchitectureSpec Spec { get; } = new()
    {
        Name = "dots1",
        HuggingFaceClasses = ["Dots1ForCausalLM"],
        Hyperparameters = new()
        {
            KeyValueHeadCount = new("num_key_value_heads") { Default = 32 },
            SlidingPeriod = ConfigKey.Always(1),
            Experts = new()
            {
                Count = "n_routed_experts",
                UsedCount = "num_experts_per_tok",
                FeedForwardLength = new("moe_intermediate_size") { Default = 1408 },
                SharedCount = "n_shared_experts",
                GroupCount = new("n_group") { Default = 1 },
                GroupUsedCount = new("topk_group") { Default = 1 },
                LeadingDenseCount = new("first_k_dense_replace") { Default = 0 },
                NormalizesWeights = new("norm_topk_prob", Default: false),
                WeightScale = new("routed_scaling_factor") { Default = 1 },
                Router = RouterKind.Sigmoid,
            },
        },
        Decoder = new() { Norm = NormKind.Rms, Rope = RopeLayout.HalfSplit, Activation = Activation.Silu },
        Tensors = [.. GroupedExperts.Tensors],
        Gguf = new("dots1")
        {
            Rope = RopeLayout.HalfSplit,
            Keys =
            [
                .. GgufKeys.Common,
                GgufKeys.ExpertFeedForwardLength,
                new("leading_dense_block_count", GgufKeyType.UInt32) { Config = new("first_k_dense_replace") { Default = 0 } },
                GgufKeys.SharedExpertCount,
                GgufKeys.ExpertWeightScale,
                GgufKeys.ExpertWeightsNormalized,
            ],
            Vocabulary = new() { Kinds = [VocabularyKind.BytePair] },
        },
    };
}
