using static Ingot.Models.TensorRole;

namespace Ingot.Models.Architectures;

/// <summary>StarCoder 2: layer norms and biases everywhere, a plain feed-forward block with GELU, rope and grouped queries.</summary>
/// <remarks>Source: arXiv:2402.19173 and the published config.json.</remarks>
internal static class Starcoder2
{
    public static ArchitectureSpec Spec { get; } = new()
    {
        Name = "starcoder2",
        HuggingFaceClasses = ["Starcoder2ForCausalLM"],
        Hyperparameters = new()
        {
            KeyValueHeadCount = new("num_key_value_heads") { Default = 2 },
            NormEpsilon = new("norm_epsilon") { Alternates = ["layer_norm_epsilon"], Default = 1e-5 },
            TiedEmbeddingsDefault = true,
        },
        Decoder = new() { Norm = NormKind.Layer, Activation = Activation.GeluTanh, GatedFeedForward = false },
        Tensors =
        [
            new("model.embed_tokens.weight", TokenEmbedding),
            new("model.layers.{layer}.input_layernorm.weight", AttentionNorm),
            new("model.layers.{layer}.input_layernorm.bias", AttentionNormBias) { Optional = true },
            new("model.layers.{layer}.self_attn.q_proj.weight", AttentionQuery),
            new("model.layers.{layer}.self_attn.q_proj.bias", AttentionQueryBias) { Optional = true },
            new("model.layers.{layer}.self_attn.k_proj.weight", AttentionKey),
            new("model.layers.{layer}.self_attn.k_proj.bias", AttentionKeyBias) { Optional = true },
            new("model.layers.{layer}.self_attn.v_proj.weight", AttentionValue),
            new("model.layers.{layer}.self_attn.v_proj.bias", AttentionValueBias) { Optional = true },
            new("model.layers.{layer}.self_attn.o_proj.weight", AttentionOutput),
            new("model.layers.{layer}.self_attn.o_proj.bias", AttentionOutputBias) { Optional = true },
            new("model.layers.{layer}.post_attention_layernorm.weight", FeedForwardNorm),
            new("model.layers.{layer}.post_attention_layernorm.bias", FeedForwardNormBias) { Optional = true },
            new("model.layers.{layer}.mlp.c_fc.weight", FeedForwardUp),
            new("model.layers.{layer}.mlp.c_fc.bias", FeedForwardUpBias) { Optional = true },
            new("model.layers.{layer}.mlp.c_proj.weight", FeedForwardDown),
            new("model.layers.{layer}.mlp.c_proj.bias", FeedForwardDownBias) { Optional = true },
            new("model.norm.weight", OutputNorm),
            new("model.norm.bias", OutputNormBias) { Optional = true },
            new("lm_head.weight", Output) { TiedTo = TokenEmbedding },
        ],
        Gguf = new("starcoder2") { Rope = RopeLayout.HalfSplit, Vocabulary = new() { Kinds = [VocabularyKind.BytePair] } },
    };
}
