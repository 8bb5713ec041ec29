using Ingot.Models.Transforms;
using static Ingot.Models.TensorRole;

namespace Ingot.Models.Architectures;

/// <summary>BLOOM: ALiBi, layer norms, one of them on the embeddings, query, key and value packed head by head.</summary>
/// <remarks>Source: arXiv:2211.05100 and the published config.json. GGUF keeps the three packed one after another.</remarks>
internal static class Bloom
{
    public static ArchitectureSpec Spec { get; } = new()
    {
        Name = "bloom",
        HuggingFaceClasses = ["BloomForCausalLM", "BloomModel"],
        Requires = [new("apply_residual_connection_post_layernorm", "false")],
        Hyperparameters = new()
        {
            LayerCount = new("n_layer") { Alternates = ["num_hidden_layers"] },
            ContextLength = new("seq_length") { OrSameAs = "hidden_size" },
            EmbeddingLength = new("hidden_size") { Alternates = ["n_embed"] },
            FeedForwardLength = new("") { OrSameAs = "hidden_size", OrTimes = 4 },
            HeadCount = new("n_head") { Alternates = ["num_attention_heads"] },
            KeyValueHeadCount = new("n_head") { Alternates = ["num_attention_heads"] },
            NormEpsilon = new("layer_norm_epsilon") { Default = 1e-5 },
            TiedEmbeddingsDefault = true,
        },
        Decoder = new()
        {
            Norm = NormKind.Layer, Positions = PositionKind.Alibi, Activation = Activation.GeluTanh, GatedFeedForward = false,
        },
        Tensors =
        [
            new("transformer.word_embeddings.weight", TokenEmbedding),
            new("transformer.word_embeddings_layernorm.weight", TokenEmbeddingNorm),
            new("transformer.word_embeddings_layernorm.bias", TokenEmbeddingNormBias),
            new("transformer.h.{layer}.input_layernorm.weight", AttentionNorm),
            new("transformer.h.{layer}.input_layernorm.bias", AttentionNormBias),
            new("transformer.h.{layer}.self_attention.query_key_value.weight", AttentionQkv)
                { Packing = RowPacking.PerHead(AttentionQuery, AttentionKey, AttentionValue) },
            new("transformer.h.{layer}.self_attention.query_key_value.bias", AttentionQkvBias)
                { Packing = RowPacking.PerHead(AttentionQueryBias, AttentionKeyBias, AttentionValueBias) },
            new("transformer.h.{layer}.self_attention.dense.weight", AttentionOutput),
            new("transformer.h.{layer}.self_attention.dense.bias", AttentionOutputBias),
            new("transformer.h.{layer}.post_attention_layernorm.weight", FeedForwardNorm),
            new("transformer.h.{layer}.post_attention_layernorm.bias", FeedForwardNormBias),
            new("transformer.h.{layer}.mlp.dense_h_to_4h.weight", FeedForwardUp),
            new("transformer.h.{layer}.mlp.dense_h_to_4h.bias", FeedForwardUpBias),
            new("transformer.h.{layer}.mlp.dense_4h_to_h.weight", FeedForwardDown),
            new("transformer.h.{layer}.mlp.dense_4h_to_h.bias", FeedForwardDownBias),
            new("transformer.ln_f.weight", OutputNorm),
            new("transformer.ln_f.bias", OutputNormBias),
            new("lm_head.weight", Output) { TiedTo = TokenEmbedding },
        ],
        OmissiblePrefix = "transformer.",
        Gguf = new("bloom")
        {
            Rope = RopeLayout.HalfSplit,
            KeepsPacked = [AttentionQkv, AttentionQkvBias],
            Keys =
            [
                GgufKeys.ContextLength, GgufKeys.EmbeddingLength, GgufKeys.FeedForwardLength, GgufKeys.LayerCount, GgufKeys.HeadCount,
                GgufKeys.KeyValueHeadCount, GgufKeys.LayerEpsilon, GgufKeys.FileType,
            ],
            Vocabulary = new() { Kinds = [VocabularyKind.BytePair] },
        },
    };
}
