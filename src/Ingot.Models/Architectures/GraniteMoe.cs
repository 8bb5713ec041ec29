using Ingot.Models.Transforms;
using static Ingot.Models.TensorRole;

namespace Ingot.Models.Architectures;

/// <summary>Granite mixtures of experts: Granite's scales, experts stored together with gate and up rows packed, perhaps one for all.</summary>
/// <remarks>Source: the published config.json and modelling code of granitemoe and granitemoeshared. The router chooses first, then weighs.</remarks>
internal static class GraniteMoe
{
    public static ArchitectureSpec Spec { get; } = new()
    {
        Name = "granitemoe",
        HuggingFaceClasses = ["GraniteMoeForCausalLM"],
        Hyperparameters = new()
        {
            AttentionScale = new("attention_multiplier") { Default = 1 },
            EmbeddingScale = new("embedding_multiplier") { Default = 1 },
            ResidualScale = new("residual_multiplier") { Default = 1 },
            LogitScale = new("logits_scaling") { Default = 1 },
            Experts = new()
            {
                Count = new("num_local_experts") { Default = 8 },
                UsedCount = new("num_experts_per_tok") { Default = 2 },
                FeedForwardLength = null,
                SharedFeedForwardLength = "shared_intermediate_size",
                Router = RouterKind.SoftmaxOfChosen,
            },
        },
        Decoder = new() { Norm = NormKind.Rms, Rope = RopeLayout.HalfSplit, Activation = Activation.Silu, LogitScale = ScaleRule.Divide },
        Tensors =
        [
            new("model.embed_tokens.weight", TokenEmbedding),
            new("model.layers.{layer}.block_sparse_moe.input_linear.weight", ExpertGateUp) { Packing = RowPacking.PerExpert(ExpertGate, ExpertUp) },
            new("model.layers.{layer}.block_sparse_moe.output_linear.weight", ExpertDown),
            new("model.layers.{layer}.block_sparse_moe.router.layer.weight", ExpertRouter),
            new("model.layers.{layer}.shared_mlp.input_linear.weight", SharedExpertGateUp)
                { Optional = true, Packing = RowPacking.InOrder(SharedExpertGate, SharedExpertUp) },
            new("model.layers.{layer}.shared_mlp.output_linear.weight", SharedExpertDown) { Optional = true },
            new("model.layers.{layer}.input_layernorm.weight", AttentionNorm),
            new("model.layers.{layer}.post_attention_layernorm.weight", FeedForwardNorm),
            new("model.layers.{layer}.self_attn.q_proj.weight", AttentionQuery),
            new("model.layers.{layer}.self_attn.q_proj.bias", AttentionQueryBias) { Optional = true },
            new("model.layers.{layer}.self_attn.k_proj.weight", AttentionKey),
            new("model.layers.{layer}.self_attn.k_proj.bias", AttentionKeyBias) { Optional = true },
            new("model.layers.{layer}.self_attn.v_proj.weight", AttentionValue),
            new("model.layers.{layer}.self_attn.v_proj.bias", AttentionValueBias) { Optional = true },
            new("model.layers.{layer}.self_attn.o_proj.weight", AttentionOutput),
            new("model.layers.{layer}.self_attn.o_proj.bias", AttentionOutputBias) { Optional = true },
            new("model.norm.weight", OutputNorm),
            new("lm_head.weight", Output) { TiedTo = TokenEmbedding },
        ],
        Gguf = Llama.Spec.Gguf with
        {
            Architecture = "granitemoe",
            Keys =
            [
                .. GgufKeys.Common.Except([GgufKeys.KeyLength, GgufKeys.ValueLength]), GgufKeys.VocabularySize, GgufKeys.RotaryLength,
                GgufKeys.AttentionScale, GgufKeys.EmbeddingScale, GgufKeys.ResidualScale, GgufKeys.LogitScale,
                GgufKeys.SharedFeedForwardLength,
            ],
        },
    };
}
