using Ingot.Models.Transforms;
using static Ingot.Models.TensorRole;

namespace Ingot.Models.Architectures;

/// <summary>Falcon 7B, 40B and 180B: both blocks side by side after one layer norm or one each, query, key and value packed by KV head.</summary>
/// <remarks>
/// Source: arXiv:2311.16867 and the published config.json. One KV head unless stated otherwise. GGUF keeps the three packed one after
/// another, and calls the norm of the feed-forward block by attention's name.
/// </remarks>
internal static class Falcon
{
    public static ArchitectureSpec Spec { get; } = new()
    {
        Name = "falcon",
        HuggingFaceClasses = ["FalconForCausalLM", "RWForCausalLM"],
        Requires = [new("alibi", "false")],
        Hyperparameters = new()
        {
            LayerCount = new("num_hidden_layers") { Alternates = ["n_layer"] },
            ContextLength = ConfigKey.Always(2048),
            FeedForwardLength = new("ffn_hidden_size") { OrSameAs = "hidden_size", OrTimes = 4 },
            HeadCount = new("num_attention_heads") { Alternates = ["n_head"] },
            KeyValueHeadCount = new("num_kv_heads") { Alternates = ["n_head_kv"], Default = 1 },
            NormEpsilon = new("layer_norm_epsilon") { Default = 1e-5 },
            ParallelResidual = new("parallel_attn", Default: true),
            Activation = new("activation"),
            TiedEmbeddingsDefault = true,
        },
        Decoder = new() { Norm = NormKind.Layer, Activation = Activation.Gelu, GatedFeedForward = false },
        Tensors =
        [
            new("transformer.word_embeddings.weight", TokenEmbedding),
            new("transformer.h.{layer}.input_layernorm.weight", AttentionNorm),
            new("transformer.h.{layer}.input_layernorm.bias", AttentionNormBias),
            new("transformer.h.{layer}.ln_mlp.weight", AttentionNorm) { Optional = true },
            new("transformer.h.{layer}.ln_mlp.bias", AttentionNormBias) { Optional = true },
            new("transformer.h.{layer}.ln_attn.weight", AttentionOwnNorm) { Optional = true },
            new("transformer.h.{layer}.ln_attn.bias", AttentionOwnNormBias) { Optional = true },
            new("transformer.h.{layer}.self_attention.query_key_value.weight", AttentionQkv)
                { Packing = RowPacking.PerKeyValueHead(AttentionQuery, AttentionKey, AttentionValue) },
            new("transformer.h.{layer}.self_attention.query_key_value.bias", AttentionQkvBias)
                { Packing = RowPacking.PerKeyValueHead(AttentionQueryBias, AttentionKeyBias, AttentionValueBias), Optional = true },
            new("transformer.h.{layer}.self_attention.dense.weight", AttentionOutput),
            new("transformer.h.{layer}.self_attention.dense.bias", AttentionOutputBias) { Optional = true },
            new("transformer.h.{layer}.mlp.dense_h_to_4h.weight", FeedForwardUp),
            new("transformer.h.{layer}.mlp.dense_h_to_4h.bias", FeedForwardUpBias) { Optional = true },
            new("transformer.h.{layer}.mlp.dense_4h_to_h.weight", FeedForwardDown),
            new("transformer.h.{layer}.mlp.dense_4h_to_h.bias", FeedForwardDownBias) { Optional = true },
            new("transformer.ln_f.weight", OutputNorm),
            new("transformer.ln_f.bias", OutputNormBias),
            new("lm_head.weight", Output) { TiedTo = TokenEmbedding },
        ],
        OmissiblePrefix = "transformer.",
        Gguf = new("falcon")
        {
            Rope = RopeLayout.HalfSplit,
            KeepsPacked = [AttentionQkv, AttentionQkvBias],
            Keys =
            [
                GgufKeys.ContextLength, GgufKey.Text("tensor_data_layout", "jploski"), GgufKeys.EmbeddingLength, GgufKeys.FeedForwardLength,
                GgufKeys.LayerCount, GgufKeys.HeadCount, GgufKeys.KeyValueHeadCount, GgufKeys.LayerEpsilon, GgufKeys.FileType,
            ],
            Vocabulary = new() { Kinds = [VocabularyKind.BytePair] },
        },
    };
}
