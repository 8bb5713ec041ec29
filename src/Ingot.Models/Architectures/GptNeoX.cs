using Ingot.Models.Transforms;
using static Ingot.Models.TensorRole;

namespace Ingot.Models.Architectures;

/// <summary>GPT-NeoX and Pythia: both blocks side by side, a layer norm before each, query, key and value packed head by head.</summary>
/// <remarks>Source: arXiv:2204.06745, arXiv:2304.01373 and the published config.json. GGUF keeps the three packed one after another.</remarks>
internal static class GptNeoX
{
    public static ArchitectureSpec Spec { get; } = new()
    {
        Name = "gpt_neox",
        HuggingFaceClasses = ["GPTNeoXForCausalLM"],
        Hyperparameters = new()
        {
            ContextLength = new("max_position_embeddings") { Default = 2048 },
            KeyValueHeadCount = new("") { OrSameAs = "num_attention_heads" },
            NormEpsilon = new("layer_norm_eps") { Default = 1e-5 },
            RopeBase = new("rope_theta") { Alternates = ["rotary_emb_base"], Default = 10_000 },
            RotaryFactor = new("partial_rotary_factor") { Alternates = ["rotary_pct"], Default = 0.25 },
            ParallelResidual = new("use_parallel_residual", Default: true),
        },
        Decoder = new() { Norm = NormKind.Layer, Activation = Activation.Gelu, GatedFeedForward = false },
        Tensors =
        [
            new("gpt_neox.embed_in.weight", TokenEmbedding),
            new("gpt_neox.layers.{layer}.input_layernorm.weight", AttentionNorm),
            new("gpt_neox.layers.{layer}.input_layernorm.bias", AttentionNormBias),
            new("gpt_neox.layers.{layer}.attention.query_key_value.weight", AttentionQkv)
                { Packing = RowPacking.PerHead(AttentionQuery, AttentionKey, AttentionValue) },
            new("gpt_neox.layers.{layer}.attention.query_key_value.bias", AttentionQkvBias)
                { Packing = RowPacking.PerHead(AttentionQueryBias, AttentionKeyBias, AttentionValueBias), Optional = true },
            new("gpt_neox.layers.{layer}.attention.dense.weight", AttentionOutput),
            new("gpt_neox.layers.{layer}.attention.dense.bias", AttentionOutputBias) { Optional = true },
            new("gpt_neox.layers.{layer}.post_attention_layernorm.weight", FeedForwardNorm),
            new("gpt_neox.layers.{layer}.post_attention_layernorm.bias", FeedForwardNormBias),
            new("gpt_neox.layers.{layer}.mlp.dense_h_to_4h.weight", FeedForwardUp),
            new("gpt_neox.layers.{layer}.mlp.dense_h_to_4h.bias", FeedForwardUpBias),
            new("gpt_neox.layers.{layer}.mlp.dense_4h_to_h.weight", FeedForwardDown),
            new("gpt_neox.layers.{layer}.mlp.dense_4h_to_h.bias", FeedForwardDownBias),
            new("gpt_neox.final_layer_norm.weight", OutputNorm),
            new("gpt_neox.final_layer_norm.bias", OutputNormBias),
            new("embed_out.weight", Output) { TiedTo = TokenEmbedding },
        ],
        OmissiblePrefix = "gpt_neox.",
        Gguf = new("gptneox")
        {
            Rope = RopeLayout.HalfSplit,
            KeepsPacked = [AttentionQkv, AttentionQkvBias],
            Keys =
            [
                GgufKeys.ContextLength, GgufKeys.EmbeddingLength, GgufKeys.LayerCount, GgufKeys.FeedForwardLength, GgufKeys.RotaryLength,
                GgufKeys.HeadCount, GgufKeys.ParallelResidual, GgufKeys.LayerEpsilon,
            ],
            Vocabulary = new() { Kinds = [VocabularyKind.BytePair] },
        },
    };
}
