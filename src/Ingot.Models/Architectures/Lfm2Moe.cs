using static Ingot.Models.TensorRole;

namespace Ingot.Models.Architectures;

/// <summary>LFM2 mixtures of experts: LFM2's layers, and experts chosen by a sigmoid with a bias that only chooses after the first ones.</summary>
/// <remarks>Source: the published config.json and transformers' Lfm2MoeConfig.</remarks>
internal static class Lfm2Moe
{
    public static ArchitectureSpec Spec { get; } = Lfm2.Spec with
    {
        Name = "lfm2_moe",
        HuggingFaceClasses = ["Lfm2MoeForCausalLM"],
        Hyperparameters = Lfm2.Spec.Hyperparameters with
        {
            FeedForwardLength = new("intermediate_size") { Default = 7168 },
            FeedForwardAdjustment = null,
            TiedEmbeddings = new("tie_word_embeddings") { Alternates = ["tie_embedding"] },
            Experts = new()
            {
                Count = new("num_experts") { Default = 32 },
                UsedCount = new("num_experts_per_tok") { Default = 4 },
                FeedForwardLength = new("moe_intermediate_size") { Default = 1792 },
                LeadingDenseCount = new("num_dense_layers") { Default = 2 },
                NormalizesWeights = new("norm_topk_prob", Default: true),
                WeightScale = new("routed_scaling_factor") { Default = 1 },
                Router = RouterKind.Sigmoid,
            },
        },
        Tensors =
        [
            .. Lfm2.Spec.Tensors.Select(tensor => tensor.Role is FeedForwardGate or FeedForwardUp or FeedForwardDown
                ? tensor with { In = LayerSet.Dense }
                : tensor),
            new("model.layers.{layer}.feed_forward.gate.weight", ExpertRouter) { In = LayerSet.Experts },
            new("model.layers.{layer}.feed_forward.expert_bias", ExpertSelectionBias) { In = LayerSet.Experts, Optional = true },
            new("model.layers.{layer}.feed_forward.experts.{expert}.w1.weight", ExpertGate) { In = LayerSet.Experts },
            new("model.layers.{layer}.feed_forward.experts.{expert}.w2.weight", ExpertDown) { In = LayerSet.Experts },
            new("model.layers.{layer}.feed_forward.experts.{expert}.w3.weight", ExpertUp) { In = LayerSet.Experts },
        ],
        Gguf = Lfm2.Spec.Gguf with
        {
            Architecture = "lfm2moe",
            Keys =
            [
                .. Lfm2.Spec.Gguf.Keys.Where(key => key.Name != GgufKeys.VocabularySize.Name && key.Name != GgufKeys.ShortConvolutionLength.Name
                    && key != GgufKeys.ExpertRouter),
                GgufKeys.ExpertFeedForwardLength,
                new("leading_dense_block_count", GgufKeyType.UInt32) { Config = new("num_dense_layers") { Default = 2 } },
                GgufKeys.ExpertRouter with { OnlyWhereStated = false },
                GgufKeys.VocabularySize,
                GgufKeys.ShortConvolutionLength,
            ],
        },
    };
}
