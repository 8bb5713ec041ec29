using Ingot.Models.Transforms;
using static Ingot.Models.TensorRole;

namespace Ingot.Models.Architectures;

/// <summary>GLM-4 of 2024 in transformers' layout: Llama's block with half of each head rotating as neighbours, gate and up rows packed.</summary>
/// <remarks>Source: arXiv:2406.12793, the published config.json and transformers' GlmConfig. GGUF calls it by the older layout's name.</remarks>
internal static class Glm
{
    public static ArchitectureSpec Spec { get; } = new()
    {
        Name = "glm",
        HuggingFaceClasses = ["GlmForCausalLM"],
        Hyperparameters = new()
        {
            KeyValueHeadCount = new("num_key_value_heads") { Default = 2 },
            HeadLength = new("head_dim") { Default = 128 },
            HeadLengthIsAlwaysStated = true,
            NormEpsilon = new("rms_norm_eps") { Default = 1.5625e-7 },
            RotaryFactor = new("partial_rotary_factor") { Default = 0.5 },
        },
        Decoder = new() { Rope = RopeLayout.Interleaved },
        Tensors =
        [
            new("model.embed_tokens.weight", TokenEmbedding),
            new("model.layers.{layer}.input_layernorm.weight", AttentionNorm),
            new("model.layers.{layer}.self_attn.q_proj.weight", AttentionQuery),
            new("model.layers.{layer}.self_attn.q_proj.bias", AttentionQueryBias) { Optional = true },
            new("model.layers.{layer}.self_attn.k_proj.weight", AttentionKey),
            new("model.layers.{layer}.self_attn.k_proj.bias", AttentionKeyBias) { Optional = true },
            new("model.layers.{layer}.self_attn.v_proj.weight", AttentionValue),
            new("model.layers.{layer}.self_attn.v_proj.bias", AttentionValueBias) { Optional = true },
            new("model.layers.{layer}.self_attn.o_proj.weight", AttentionOutput),
            new("model.layers.{layer}.post_attention_layernorm.weight", FeedForwardNorm),
            new("model.layers.{layer}.mlp.gate_up_proj.weight", FeedForwardGateUp)
                { Packing = RowPacking.InOrder(FeedForwardGate, FeedForwardUp) },
            new("model.layers.{layer}.mlp.down_proj.weight", FeedForwardDown),
            new("model.norm.weight", OutputNorm),
            new("lm_head.weight", Output) { TiedTo = TokenEmbedding },
        ],
        Gguf = ChatGlm.Spec.Gguf with
        {
            // The published converter looks for three numbers under the older layout's names, and writes these where they are not.
            Keys =
            [
                GgufKey.Count("context_length", ModelNumber.EmbeddingLength), GgufKeys.EmbeddingLength, GgufKeys.FeedForwardLength,
                GgufKeys.LayerCount, GgufKeys.HeadCount, GgufKeys.KeyValueHeadCount, GgufKeys.RmsEpsilon with { Number = null, Constant = "1e-5" },
                GgufKeys.FileType, GgufKeys.RotaryLength, GgufKeys.NoBos, GgufKeys.RopeBase with { Number = null, Constant = "10000" },
            ],
        },
    };
}
