using static Ingot.Models.TensorRole;

namespace Ingot.Models.Architectures;

/// <summary>Jais 2: Nemotron's block with ordinary layer norms, all of a head rotating, and biases everywhere.</summary>
/// <remarks>Source: the published config.json and transformers' Jais2Config.</remarks>
internal static class Jais2
{
    public static ArchitectureSpec Spec { get; } = Nemotron.Spec with
    {
        Name = "jais2",
        HuggingFaceClasses = ["Jais2ForCausalLM"],
        Hyperparameters = new() { NormEpsilon = new("layer_norm_eps") { Default = 1e-5 }, HeadLengthIsAlwaysStated = true },
        Tensors =
        [
            new("model.embed_tokens.weight", TokenEmbedding),
            new("model.layers.{layer}.input_layernorm.weight", AttentionNorm),
            new("model.layers.{layer}.input_layernorm.bias", AttentionNormBias),
            new("model.layers.{layer}.self_attn.q_proj.weight", AttentionQuery),
            new("model.layers.{layer}.self_attn.q_proj.bias", AttentionQueryBias) { Optional = true },
            new("model.layers.{layer}.self_attn.k_proj.weight", AttentionKey),
            new("model.layers.{layer}.self_attn.k_proj.bias", AttentionKeyBias) { Optional = true },
            new("model.layers.{layer}.self_attn.v_proj.weight", AttentionValue),
            new("model.layers.{layer}.self_attn.v_proj.bias", AttentionValueBias) { Optional = true },
            new("model.layers.{layer}.self_attn.o_proj.weight", AttentionOutput),
            new("model.layers.{layer}.self_attn.o_proj.bias", AttentionOutputBias) { Optional = true },
            new("model.layers.{layer}.post_attention_layernorm.weight", FeedForwardNorm),
            new("model.layers.{layer}.post_attention_layernorm.bias", FeedForwardNormBias),
            new("model.layers.{layer}.mlp.up_proj.weight", FeedForwardUp),
            new("model.layers.{layer}.mlp.up_proj.bias", FeedForwardUpBias) { Optional = true },
            new("model.layers.{layer}.mlp.down_proj.weight", FeedForwardDown),
            new("model.layers.{layer}.mlp.down_proj.bias", FeedForwardDownBias) { Optional = true },
            new("model.norm.weight", OutputNorm),
            new("model.norm.bias", OutputNormBias),
            new("lm_head.weight", Output) { TiedTo = TokenEmbedding },
        ],
        Gguf = new("jais2")
        {
            Rope = RopeLayout.HalfSplit,
            Keys = [.. GgufKeys.Common, GgufKeys.RotaryLength],
            Vocabulary = new() { Kinds = [VocabularyKind.BytePair] },
        },
    };
}
