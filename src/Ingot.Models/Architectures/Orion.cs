using static Ingot.Models.TensorRole;

namespace Ingot.Models.Architectures;

/// <summary>Orion: Llama's block with layer norms that have biases, though its configuration speaks of root mean squares.</summary>
/// <remarks>Source: arXiv:2401.12246 and the published config.json. The configuration class is remote code, never run.</remarks>
internal static class Orion
{
    public static ArchitectureSpec Spec { get; } = new()
    {
        Name = "orion",
        HuggingFaceClasses = ["OrionForCausalLM"],
        Hyperparameters = new() { ContextLength = new("max_sequence_length") { Alternates = ["max_position_embeddings", "model_max_length"] } },
        Decoder = new() { Norm = NormKind.Layer },
        Tensors =
        [
            new("model.embed_tokens.weight", TokenEmbedding),
            new("model.layers.{layer}.input_layernorm.weight", AttentionNorm),
            new("model.layers.{layer}.input_layernorm.bias", AttentionNormBias),
            new("model.layers.{layer}.self_attn.q_proj.weight", AttentionQuery),
            new("model.layers.{layer}.self_attn.k_proj.weight", AttentionKey),
            new("model.layers.{layer}.self_attn.v_proj.weight", AttentionValue),
            new("model.layers.{layer}.self_attn.o_proj.weight", AttentionOutput),
            new("model.layers.{layer}.post_attention_layernorm.weight", FeedForwardNorm),
            new("model.layers.{layer}.post_attention_layernorm.bias", FeedForwardNormBias),
            new("model.layers.{layer}.mlp.gate_proj.weight", FeedForwardGate),
            new("model.layers.{layer}.mlp.up_proj.weight", FeedForwardUp),
            new("model.layers.{layer}.mlp.down_proj.weight", FeedForwardDown),
            new("model.norm.weight", OutputNorm),
            new("model.norm.bias", OutputNormBias),
            new("lm_head.weight", Output) { TiedTo = TokenEmbedding },
        ],
        Gguf = new("orion")
        {
            Rope = RopeLayout.HalfSplit,
            Keys =
            [
                GgufKeys.FileType, GgufKey.Text("tensor_data_layout", "Meta AI original pth"), GgufKeys.ContextLength, GgufKeys.EmbeddingLength,
                GgufKeys.LayerCount, GgufKeys.FeedForwardLength, GgufKeys.HeadCount, GgufKeys.KeyValueHeadCount, GgufKeys.LayerEpsilon,
            ],
            Vocabulary = new() { Kinds = [VocabularyKind.SentencePiece] },
        },
    };
}
