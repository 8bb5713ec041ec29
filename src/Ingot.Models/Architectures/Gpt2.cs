using Ingot.Models.Transforms;
using static Ingot.Models.TensorRole;

namespace Ingot.Models.Architectures;

/// <summary>GPT-2: layer norms, trained positions, a plain GELU feed-forward block, and projections stored transposed.</summary>
/// <remarks>Source: the published config.json and the paper "Language Models are Unsupervised Multitask Learners".</remarks>
internal static class Gpt2
{
    public static ArchitectureSpec Spec { get; } = new()
    {
        Name = "gpt2",
        HuggingFaceClasses = ["GPT2LMHeadModel"],
        Requires = [new("scale_attn_by_inverse_layer_idx", "false"), new("add_cross_attention", "false"), new("scale_attn_weights", "true")],
        Hyperparameters = new()
        {
            LayerCount = new("n_layer") { Alternates = ["num_hidden_layers"], Default = 12 },
            ContextLength = new("n_ctx") { Alternates = ["n_positions"], Default = 1024 },
            EmbeddingLength = new("n_embd") { Alternates = ["hidden_size"], Default = 768 },
            FeedForwardLength = new("n_inner") { OrSameAs = "n_embd", OrTimes = 4 },
            HeadCount = new("n_head") { Alternates = ["num_attention_heads"], Default = 12 },
            KeyValueHeadCount = new("") { OrSameAs = "n_head" },
            NormEpsilon = new("layer_norm_epsilon") { Default = 1e-5 },
            Activation = new("activation_function"),
            TiedEmbeddingsDefault = true,
        },
        Decoder = new()
        {
            Norm = NormKind.Layer, Positions = PositionKind.Learned, Activation = Activation.GeluTanh, GatedFeedForward = false,
        },
        Tensors =
        [
            new("transformer.wte.weight", TokenEmbedding),
            new("transformer.wpe.weight", PositionEmbedding),
            new("transformer.h.{layer}.ln_1.weight", AttentionNorm),
            new("transformer.h.{layer}.ln_1.bias", AttentionNormBias),
            new("transformer.h.{layer}.attn.c_attn.weight", AttentionQkv)
                { Packing = RowPacking.InOrder(AttentionQuery, AttentionKey, AttentionValue), Transform = new MatrixTransposition() },
            new("transformer.h.{layer}.attn.c_attn.bias", AttentionQkvBias)
                { Packing = RowPacking.InOrder(AttentionQueryBias, AttentionKeyBias, AttentionValueBias) },
            new("transformer.h.{layer}.attn.c_proj.weight", AttentionOutput) { Transform = new MatrixTransposition() },
            new("transformer.h.{layer}.attn.c_proj.bias", AttentionOutputBias),
            new("transformer.h.{layer}.ln_2.weight", FeedForwardNorm),
            new("transformer.h.{layer}.ln_2.bias", FeedForwardNormBias),
            new("transformer.h.{layer}.mlp.c_fc.weight", FeedForwardUp) { Transform = new MatrixTransposition() },
            new("transformer.h.{layer}.mlp.c_fc.bias", FeedForwardUpBias),
            new("transformer.h.{layer}.mlp.c_proj.weight", FeedForwardDown) { Transform = new MatrixTransposition() },
            new("transformer.h.{layer}.mlp.c_proj.bias", FeedForwardDownBias),
            new("transformer.ln_f.weight", OutputNorm),
            new("transformer.ln_f.bias", OutputNormBias),
            new("lm_head.weight", Output) { TiedTo = TokenEmbedding },
        ],
        OmissiblePrefix = "transformer.",
        IgnoredSuffixes = [".attn.bias", ".attn.masked_bias"],
        Gguf = new("gpt2")
        {
            Rope = RopeLayout.HalfSplit,
            KeepsPacked = [AttentionQkv, AttentionQkvBias],
            Keys =
            [
                GgufKeys.LayerCount, GgufKeys.ContextLength, GgufKeys.EmbeddingLength, GgufKeys.FeedForwardLength, GgufKeys.HeadCount,
                GgufKeys.LayerEpsilon, GgufKeys.FileType,
            ],
            Vocabulary = new() { Kinds = [VocabularyKind.BytePair] },
        },
    };
}
