using Ingot.Models.Transforms;
using static Ingot.Models.TensorRole;

namespace Ingot.Models.Architectures;

/// <summary>Phi-3 and Phi-4 dense decoders: Llama's block with packed query, key and value, and packed gate and up rows.</summary>
/// <remarks>Source: arXiv:2404.14219 and the published config.json. Readers of the format expect the rows packed as trained.</remarks>
internal static class Phi3
{
    public static ArchitectureSpec Spec { get; } = new()
    {
        Name = "phi3",
        HuggingFaceClasses = ["Phi3ForCausalLM"],
        Hyperparameters = new()
        {
            ContextLength = new("max_position_embeddings") { Default = 4096 },
            NormEpsilon = new("rms_norm_eps") { Default = 1e-5 },
        },
        Decoder = new(),
        Tensors =
        [
            new("model.embed_tokens.weight", TokenEmbedding),
            new("model.layers.{layer}.input_layernorm.weight", AttentionNorm),
            new("model.layers.{layer}.self_attn.qkv_proj.weight", AttentionQkv)
                { Packing = RowPacking.InOrder(AttentionQuery, AttentionKey, AttentionValue) },
            new("model.layers.{layer}.self_attn.o_proj.weight", AttentionOutput),
            new("model.layers.{layer}.post_attention_layernorm.weight", FeedForwardNorm),
            new("model.layers.{layer}.mlp.gate_up_proj.weight", FeedForwardGateUp)
                { Packing = RowPacking.InOrder(FeedForwardGate, FeedForwardUp) },
            new("model.layers.{layer}.mlp.down_proj.weight", FeedForwardDown),
            new("model.norm.weight", OutputNorm),
            new("lm_head.weight", Output) { TiedTo = TokenEmbedding },
        ],
        Gguf = new("phi3")
        {
            Rope = RopeLayout.HalfSplit,
            KeepsPacked = [AttentionQkv, FeedForwardGateUp],
            StoresLongRopeFactors = true,
            Keys =
            [
                GgufKey.Real("rope.scaling.attn_factor", ModelNumber.RopeAttentionFactor) with { IsFirst = true },
                GgufKeys.ContextLength,
                new("rope.scaling.original_context_length", GgufKeyType.UInt32)
                    { Config = new("original_max_position_embeddings") { Default = 4096 } },
                GgufKeys.EmbeddingLength, GgufKeys.FeedForwardLength, GgufKeys.LayerCount, GgufKeys.HeadCount, GgufKeys.KeyValueHeadCount,
                GgufKeys.RmsEpsilon, GgufKeys.RotaryLength, GgufKeys.RopeBase, GgufKeys.FileType,
                GgufKeys.SlidingWindow with { Otherwise = "0" },
            ],
            Vocabulary = new() { AddedTokensAsStated = true },
        },
    };
}
