using Ingot.Models.Transforms;
using static Ingot.Models.TensorRole;

namespace Ingot.Models.Architectures;

/// <summary>MPT: ALiBi, layer norms and projections without biases, query, key and value packed one after another.</summary>
/// <remarks>Source: the published config.json and modelling code, whose attention settings are nested.</remarks>
internal static class Mpt
{
    public static ArchitectureSpec Spec { get; } = new()
    {
        Name = "mpt",
        HuggingFaceClasses = ["MPTForCausalLM", "MptForCausalLM"],
        Requires = [new("attn_config.alibi", "true"), new("attn_config.qk_ln", "false")],
        Hyperparameters = new()
        {
            LayerCount = "n_layers",
            ContextLength = new("max_seq_len") { Default = 2048 },
            EmbeddingLength = "d_model",
            FeedForwardLength = new("") { OrSameAs = "d_model", OrTimes = 4 },
            HeadCount = "n_heads",
            KeyValueHeadCount = new("attn_config.kv_n_heads") { OrSameAs = "n_heads" },
            NormEpsilon = ConfigKey.Always(1e-5),
            QueryKeyValueClamp = "attn_config.clip_qkv",
            TiedEmbeddingsDefault = true,
        },
        Decoder = new() { Norm = NormKind.Layer, Positions = PositionKind.Alibi, Activation = Activation.Gelu, GatedFeedForward = false },
        Tensors =
        [
            new("transformer.wte.weight", TokenEmbedding),
            new("transformer.blocks.{layer}.norm_1.weight", AttentionNorm),
            new("transformer.blocks.{layer}.norm_1.bias", AttentionNormBias) { Optional = true },
            new("transformer.blocks.{layer}.attn.Wqkv.weight", AttentionQkv)
                { Packing = RowPacking.InOrder(AttentionQuery, AttentionKey, AttentionValue) },
            new("transformer.blocks.{layer}.attn.Wqkv.bias", AttentionQkvBias)
                { Packing = RowPacking.InOrder(AttentionQueryBias, AttentionKeyBias, AttentionValueBias), Optional = true },
            new("transformer.blocks.{layer}.attn.out_proj.weight", AttentionOutput),
            new("transformer.blocks.{layer}.attn.out_proj.bias", AttentionOutputBias) { Optional = true },
            new("transformer.blocks.{layer}.norm_2.weight", FeedForwardNorm),
            new("transformer.blocks.{layer}.norm_2.bias", FeedForwardNormBias) { Optional = true },
            new("transformer.blocks.{layer}.ffn.up_proj.weight", FeedForwardUp),
            new("transformer.blocks.{layer}.ffn.up_proj.bias", FeedForwardUpBias) { Optional = true },
            new("transformer.blocks.{layer}.ffn.down_proj.weight", FeedForwardDown),
            new("transformer.blocks.{layer}.ffn.down_proj.bias", FeedForwardDownBias) { Optional = true },
            new("transformer.norm_f.weight", OutputNorm),
            new("transformer.norm_f.bias", OutputNormBias) { Optional = true },
            new("lm_head.weight", Output) { TiedTo = TokenEmbedding },
        ],
        OmissiblePrefix = "transformer.",
        Gguf = new("mpt")
        {
            Rope = RopeLayout.HalfSplit,
            KeepsPacked = [AttentionQkv, AttentionQkvBias],
            Keys =
            [
                GgufKeys.ContextLength, GgufKeys.EmbeddingLength, GgufKeys.LayerCount, GgufKeys.FeedForwardLength, GgufKeys.HeadCount,
                new(GgufKeys.KeyValueHeadCount.Name, GgufKeyType.UInt32) { Config = "attn_config.kv_n_heads" },
                GgufKeys.LayerEpsilon, GgufKeys.QueryKeyValueClamp,
                new("attention.max_alibi_bias", GgufKeyType.Float32) { Config = new("attn_config.alibi_bias_max") { Default = 8 } },
            ],
            Vocabulary = new() { Kinds = [VocabularyKind.BytePair] },
        },
    };
}
