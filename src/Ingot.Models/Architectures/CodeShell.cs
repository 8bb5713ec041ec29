using Ingot.Models.Transforms;
using static Ingot.Models.TensorRole;

namespace Ingot.Models.Architectures;

/// <summary>CodeShell: layer norms and biases everywhere, rope, grouped queries, query, key and value packed one after another.</summary>
/// <remarks>Source: arXiv:2403.15747 and the published config.json. The configuration class is remote code, never run.</remarks>
internal static class CodeShell
{
    public static ArchitectureSpec Spec { get; } = new()
    {
        Name = "codeshell",
        HuggingFaceClasses = ["CodeShellForCausalLM"],
        Hyperparameters = new()
        {
            LayerCount = "n_layer",
            ContextLength = "n_positions",
            EmbeddingLength = "n_embd",
            FeedForwardLength = new("n_inner") { OrSameAs = "n_embd", OrTimes = 4 },
            HeadCount = "n_head",
            KeyValueHeadCount = "num_query_groups",
            NormEpsilon = new("layer_norm_epsilon") { Default = 1e-5 },
            RopeBase = ConfigKey.Always(10_000),
            Activation = new("activation_function"),
            TiedEmbeddingsDefault = true,
        },
        Decoder = new() { Norm = NormKind.Layer, Activation = Activation.GeluTanh, GatedFeedForward = false },
        Tensors =
        [
            new("transformer.wte.weight", TokenEmbedding),
            new("transformer.h.{layer}.ln_1.weight", AttentionNorm),
            new("transformer.h.{layer}.ln_1.bias", AttentionNormBias),
            new("transformer.h.{layer}.attn.c_attn.weight", AttentionQkv)
                { Packing = RowPacking.InOrder(AttentionQuery, AttentionKey, AttentionValue) },
            new("transformer.h.{layer}.attn.c_attn.bias", AttentionQkvBias)
                { Packing = RowPacking.InOrder(AttentionQueryBias, AttentionKeyBias, AttentionValueBias) },
            new("transformer.h.{layer}.attn.c_proj.weight", AttentionOutput),
            new("transformer.h.{layer}.attn.c_proj.bias", AttentionOutputBias),
            new("transformer.h.{layer}.ln_2.weight", FeedForwardNorm),
            new("transformer.h.{layer}.ln_2.bias", FeedForwardNormBias),
            new("transformer.h.{layer}.mlp.c_fc.weight", FeedForwardUp),
            new("transformer.h.{layer}.mlp.c_fc.bias", FeedForwardUpBias),
            new("transformer.h.{layer}.mlp.c_proj.weight", FeedForwardDown),
            new("transformer.h.{layer}.mlp.c_proj.bias", FeedForwardDownBias),
            new("transformer.ln_f.weight", OutputNorm),
            new("transformer.ln_f.bias", OutputNormBias),
            new("lm_head.weight", Output) { TiedTo = TokenEmbedding },
        ],
        OmissiblePrefix = "transformer.",
        IgnoredSuffixes = [".attn.bias", ".attn.masked_bias", ".rotary_emb.inv_freq"],
        Gguf = new("codeshell")
        {
            Rope = RopeLayout.HalfSplit,
            KeepsPacked = [AttentionQkv, AttentionQkvBias],
            Keys =
            [
                GgufKeys.ContextLength, GgufKeys.EmbeddingLength, GgufKeys.FeedForwardLength, GgufKeys.LayerCount, GgufKeys.HeadCount,
                GgufKeys.KeyValueHeadCount, GgufKeys.LayerEpsilon, GgufKeys.FileType, GgufKeys.RopeBase,
                GgufKey.Text("rope.scaling.type", "linear"), new("rope.scaling.factor", GgufKeyType.Float32) { Constant = "1" },
            ],
            Vocabulary = new() { Kinds = [VocabularyKind.BytePair] },
        },
    };
}
