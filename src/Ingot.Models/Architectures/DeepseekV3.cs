namespace Ingot.Models.Architectures;

/// <summary>DeepSeek V3 and R1: V2 with a sigmoid router whose bias only chooses, and a layer for predicting ahead that is left out.</summary>
/// <remarks>Source: arXiv:2412.19437 and the published config.json.</remarks>
internal static class DeepseekV3
{
    public static ArchitectureSpec Spec { get; } = DeepseekV2.Spec with
    {
        Name = "deepseek_v3",
        HuggingFaceClasses = ["DeepseekV3ForCausalLM"],
        Hyperparameters = DeepseekV2.Spec.Hyperparameters with
        {
            Experts = DeepseekV2.Spec.Hyperparameters.Experts! with
            {
                Count = new("n_routed_experts") { Default = 256 },
                UsedCount = new("num_experts_per_tok") { Default = 8 },
                FeedForwardLength = new("moe_intermediate_size") { Default = 2048 },
                SharedCount = new("n_shared_experts") { Default = 1 },
                GroupCount = new("n_group") { Default = 8 },
                GroupUsedCount = new("topk_group") { Default = 4 },
                GroupRankedBy = 2,
                LeadingDenseCount = new("first_k_dense_replace") { Default = 3 },
                NormalizesWeights = new("norm_topk_prob", Default: true),
                WeightScale = new("routed_scaling_factor") { Default = 2.5 },
                Router = RouterKind.Sigmoid,
            },
        },
        Gguf = DeepseekV2.Spec.Gguf with
        {
            Keys =
            [
                .. DeepseekV2.Spec.Gguf.Keys.Select(key => key.Config?.Name == "first_k_dense_replace"
                    ? key with { Config = key.Config with { Default = 3 } }
                    : key),
            ],
        },
    };
}
