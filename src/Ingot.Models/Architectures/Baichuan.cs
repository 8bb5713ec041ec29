using Ingot.Models.Transforms;
using static Ingot.Models.TensorRole;

namespace Ingot.Models.Architectures;

/// <summary>Baichuan 1 and 2 of 7 billion weights: Llama's block with query, key and value packed one after another.</summary>
/// <remarks>Source: arXiv:2309.10305 and the published config.json. The configuration class is remote code, never run.</remarks>
internal static class Baichuan
{
    public static ArchitectureSpec Spec { get; } = new()
    {
        Name = "baichuan",
        HuggingFaceClasses = ["BaichuanForCausalLM", "BaiChuanForCausalLM"],
        Hyperparameters = new() { ContextLength = new("max_position_embeddings") { Alternates = ["model_max_length"] } },
        Decoder = new(),
        Tensors =
        [
            new("model.embed_tokens.weight", TokenEmbedding),
            new("model.layers.{layer}.input_layernorm.weight", AttentionNorm),
            new("model.layers.{layer}.self_attn.W_pack.weight", AttentionQkv)
                { Packing = RowPacking.InOrder(AttentionQuery, AttentionKey, AttentionValue) },
            new("model.layers.{layer}.self_attn.o_proj.weight", AttentionOutput),
            new("model.layers.{layer}.post_attention_layernorm.weight", FeedForwardNorm),
            new("model.layers.{layer}.mlp.gate_proj.weight", FeedForwardGate),
            new("model.layers.{layer}.mlp.up_proj.weight", FeedForwardUp),
            new("model.layers.{layer}.mlp.down_proj.weight", FeedForwardDown),
            new("model.norm.weight", OutputNorm),
            new("lm_head.weight", Output) { TiedTo = TokenEmbedding },
        ],
        Gguf = new("baichuan")
        {
            Rope = RopeLayout.Interleaved,
            WritesDefaults = false,
            Keys = [.. GgufKeys.Common, GgufKey.Text("tensor_data_layout", "Meta AI original pth"), GgufKeys.RotaryLength],
            Vocabulary = new() { Kinds = [VocabularyKind.SentencePiece] },
        },
    };
}
