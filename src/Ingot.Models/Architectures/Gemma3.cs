using Ingot.Models.Transforms;
using static Ingot.Models.TensorRole;

namespace Ingot.Models.Architectures;

/// <summary>Gemma 3 text decoders: Gemma 2 with norms on heads instead of soft caps, and five local layers, with a rope base of their own, to one global.</summary>
/// <remarks>Source: arXiv:2503.19786 and the published config.json.</remarks>
internal static class Gemma3
{
    public static ArchitectureSpec Spec { get; } = Gemma2.Spec with
    {
        Name = "gemma3_text",
        HuggingFaceClasses = ["Gemma3ForCausalLM"],
        Hyperparameters = Gemma.Spec.Hyperparameters with
        {
            HeadCount = new("num_attention_heads") { Default = 8 },
            KeyValueHeadCount = new("num_key_value_heads") { Default = 4 },
            ContextLength = new("max_position_embeddings") { Default = 131_072 },
            RopeBase = new("rope_theta") { Default = 1_000_000 },
            RopeBaseOfSlidingLayers = new("rope_local_base_freq") { Default = 10_000 },
            AttentionScale = new("query_pre_attn_scalar") { Default = 256, Power = -0.5 },
            LogitSoftCap = "final_logit_softcapping",
            SlidingWindow = new("sliding_window") { Default = 4096 },
            SlidingPeriod = new("sliding_window_pattern") { Alternates = ["_sliding_window_pattern"], Default = 6 },
        },
        Tensors =
        [
            .. Gemma2.Spec.Tensors,
            new("model.layers.{layer}.self_attn.q_norm.weight", AttentionQueryNorm) { Transform = new AddedConstant(1) },
            new("model.layers.{layer}.self_attn.k_norm.weight", AttentionKeyNorm) { Transform = new AddedConstant(1) },
        ],
        Gguf = Gemma2.Spec.Gguf with
        {
            Architecture = "gemma3",
            Keys = [.. GgufKeys.Common, GgufKeys.LogitSoftCap, GgufKeys.SlidingWindow],
            Vocabulary = new() { SpacePrefix = SpacePrefixRule.Never },
        },
    };
}
