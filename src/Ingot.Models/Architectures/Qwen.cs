using Ingot.Models.Transforms;
using static Ingot.Models.TensorRole;

namespace Ingot.Models.Architectures;

/// <summary>Qwen 1: Llama's block with packed query, key and value and their biases; its feed-forward length is stated doubled.</summary>
/// <remarks>
/// Source: arXiv:2309.16609 and the published config.json and modelling code: w2 is the gate, w1 the up projection. The epsilon is
/// written under the key that readers of the format look for.
/// </remarks>
internal static class Qwen
{
    public static ArchitectureSpec Spec { get; } = new()
    {
        Name = "qwen",
        HuggingFaceClasses = ["QWenLMHeadModel"],
        Hyperparameters = new()
        {
            ContextLength = new("max_position_embeddings") { Alternates = ["seq_length"] },
            FeedForwardLength = new("intermediate_size") { Times = 0.5 },
            KeyValueHeadCount = new("") { OrSameAs = "num_attention_heads" },
            HeadLength = "kv_channels",
            NormEpsilon = "layer_norm_epsilon",
            RopeBase = new("rotary_emb_base") { Default = 10_000 },
            RotaryFactor = new("rotary_pct") { Default = 1 },
        },
        Decoder = new(),
        Tensors =
        [
            new("transformer.wte.weight", TokenEmbedding),
            new("transformer.h.{layer}.ln_1.weight", AttentionNorm),
            new("transformer.h.{layer}.attn.c_attn.weight", AttentionQkv)
                { Packing = RowPacking.InOrder(AttentionQuery, AttentionKey, AttentionValue) },
            new("transformer.h.{layer}.attn.c_attn.bias", AttentionQkvBias)
                { Packing = RowPacking.InOrder(AttentionQueryBias, AttentionKeyBias, AttentionValueBias) },
            new("transformer.h.{layer}.attn.c_proj.weight", AttentionOutput),
            new("transformer.h.{layer}.ln_2.weight", FeedForwardNorm),
            new("transformer.h.{layer}.mlp.w2.weight", FeedForwardGate),
            new("transformer.h.{layer}.mlp.w1.weight", FeedForwardUp),
            new("transformer.h.{layer}.mlp.c_proj.weight", FeedForwardDown),
            new("transformer.ln_f.weight", OutputNorm),
            new("lm_head.weight", Output),
        ],
        OmissiblePrefix = "transformer.",
        Gguf = new("qwen")
        {
            Rope = RopeLayout.HalfSplit,
            KeepsPacked = [AttentionQkv, AttentionQkvBias],
            Keys =
            [
                GgufKeys.LayerCount, GgufKeys.ContextLength, GgufKeys.EmbeddingLength, GgufKeys.FeedForwardLength with { Times = 2 },
                GgufKeys.HeadCount, GgufKeys.RopeBase, GgufKeys.RmsEpsilon, GgufKeys.FileType,
            ],
            Vocabulary = new()
            {
                Kinds = [VocabularyKind.BytePairRanks],
                TokensAfterRanks = ["<|endoftext|>", "<|im_start|>", "<|im_end|>"],
                SpareTokenPattern = "<|extra_{0}|>",
                SpareTokenCount = 205,
                Tokens =
                [
                    new("bos") { Content = "<|endoftext|>" }, new("eos") { Content = "<|endoftext|>" }, new("unk") { Content = "<|endoftext|>" },
                ],
            },
        },
    };
}
