using Ingot.Models.Transforms;
using static Ingot.Models.TensorRole;

namespace Ingot.Models.Architectures;

/// <summary>Nemotron 4 and Minitron: layer norms whose stored weight is one less than their gain, a plain feed-forward block with squared ReLU.</summary>
/// <remarks>Source: arXiv:2402.16819 and the published config.json. Padding and unknown ids are the ones published for the whole family.</remarks>
internal static class Nemotron
{
    public static ArchitectureSpec Spec { get; } = new()
    {
        Name = "nemotron",
        HuggingFaceClasses = ["NemotronForCausalLM"],
        Hyperparameters = new()
        {
            NormEpsilon = new("norm_eps") { Alternates = ["layer_norm_eps", "layer_norm_epsilon", "norm_epsilon"], Default = 1e-5 },
            HeadLengthIsAlwaysStated = true,
            RotaryFactor = new("partial_rotary_factor") { Alternates = ["rope_percent"], Default = 0.5 },
        },
        Decoder = new() { Norm = NormKind.Layer, Activation = Activation.ReluSquared, GatedFeedForward = false },
        Tensors =
        [
            new("model.embed_tokens.weight", TokenEmbedding),
            new("model.layers.{layer}.input_layernorm.weight", AttentionNorm) { Transform = new AddedConstant(1) },
            new("model.layers.{layer}.input_layernorm.bias", AttentionNormBias),
            new("model.layers.{layer}.self_attn.q_proj.weight", AttentionQuery),
            new("model.layers.{layer}.self_attn.q_proj.bias", AttentionQueryBias) { Optional = true },
            new("model.layers.{layer}.self_attn.k_proj.weight", AttentionKey),
            new("model.layers.{layer}.self_attn.k_proj.bias", AttentionKeyBias) { Optional = true },
            new("model.layers.{layer}.self_attn.v_proj.weight", AttentionValue),
            new("model.layers.{layer}.self_attn.v_proj.bias", AttentionValueBias) { Optional = true },
            new("model.layers.{layer}.self_attn.o_proj.weight", AttentionOutput),
            new("model.layers.{layer}.self_attn.o_proj.bias", AttentionOutputBias) { Optional = true },
            new("model.layers.{layer}.post_attention_layernorm.weight", FeedForwardNorm) { Transform = new AddedConstant(1) },
            new("model.layers.{layer}.post_attention_layernorm.bias", FeedForwardNormBias),
            new("model.layers.{layer}.mlp.up_proj.weight", FeedForwardUp),
            new("model.layers.{layer}.mlp.up_proj.bias", FeedForwardUpBias) { Optional = true },
            new("model.layers.{layer}.mlp.down_proj.weight", FeedForwardDown),
            new("model.layers.{layer}.mlp.down_proj.bias", FeedForwardDownBias) { Optional = true },
            new("model.norm.weight", OutputNorm) { Transform = new AddedConstant(1) },
            new("model.norm.bias", OutputNormBias),
            new("lm_head.weight", Output) { TiedTo = TokenEmbedding },
        ],
        Gguf = new("nemotron")
        {
            Rope = RopeLayout.HalfSplit,
            Keys = [.. GgufKeys.Common, GgufKeys.VocabularySize, GgufKeys.LayerEpsilon, GgufKeys.RotaryLength, GgufKeys.NoRopeScaling],
            Vocabulary = new()
            {
                Kinds = [VocabularyKind.SentencePiece],
                Tokens = [new("pad") { Id = 0 }, new("unk") { Id = 1 }],
            },
        },
    };
}
