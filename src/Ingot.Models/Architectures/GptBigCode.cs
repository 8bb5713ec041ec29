using Ingot.Models.Transforms;
using static Ingot.Models.TensorRole;

namespace Ingot.Models.Architectures;

/// <summary>StarCoder 1 and SantaCoder: GPT-2 with one KV head for all query heads.</summary>
/// <remarks>Source: arXiv:2305.06161 and the published config.json. GGUF keeps query, key and value packed one after another.</remarks>
internal static class GptBigCode
{
    public static ArchitectureSpec Spec { get; } = Gpt2.Spec with
    {
        Name = "gpt_bigcode",
        HuggingFaceClasses = ["GPTBigCodeForCausalLM"],
        Requires = [new("multi_query", "true"), new("scale_attn_weights", "true")],
        Hyperparameters = Gpt2.Spec.Hyperparameters with
        {
            ContextLength = new("n_positions") { Default = 1024 },
            KeyValueHeadCount = ConfigKey.Always(1),
        },
        Tensors =
        [
            new("transformer.wte.weight", TokenEmbedding),
            new("transformer.wpe.weight", PositionEmbedding),
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
        Gguf = Gpt2.Spec.Gguf with
        {
            Architecture = "starcoder",
            Keys =
            [
                GgufKeys.ContextLength, GgufKeys.EmbeddingLength, GgufKeys.FeedForwardLength, GgufKeys.LayerCount, GgufKeys.HeadCount,
                GgufKeys.KeyValueHeadCount, GgufKeys.LayerEpsilon, GgufKeys.FileType,
            ],
        },
    };
}
