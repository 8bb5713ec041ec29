using Ingot.Models.Transforms;
using static Ingot.Models.TensorRole;

namespace Ingot.Models.Architectures;

/// <summary>Gemma 1: wide heads, a GELU gate, scaled embeddings, and norms whose stored weight is one less than their gain.</summary>
/// <remarks>Source: arXiv:2403.08295 and the published config.json. The end-of-turn id is the one published for the whole family.</remarks>
internal static class Gemma
{
    public static ArchitectureSpec Spec { get; } = new()
    {
        Name = "gemma",
        HuggingFaceClasses = ["GemmaForCausalLM"],
        Hyperparameters = new()
        {
            HeadLength = new("head_dim") { Default = 256 },
            HeadLengthIsAlwaysStated = true,
            ContextLength = new("max_position_embeddings") { Default = 8192 },
            Activation = new("hidden_activation") { Alternates = ["hidden_act"] },
            TiedEmbeddingsDefault = true,
        },
        Decoder = new() { Activation = Activation.GeluTanh, ScalesEmbeddingByWidth = true, NormRounding = NormRounding.AfterGain },
        Tensors =
        [
            new("model.embed_tokens.weight", TokenEmbedding),
            new("model.layers.{layer}.input_layernorm.weight", AttentionNorm) { Transform = new AddedConstant(1) },
            new("model.layers.{layer}.self_attn.q_proj.weight", AttentionQuery),
            new("model.layers.{layer}.self_attn.k_proj.weight", AttentionKey),
            new("model.layers.{layer}.self_attn.v_proj.weight", AttentionValue),
            new("model.layers.{layer}.self_attn.o_proj.weight", AttentionOutput),
            new("model.layers.{layer}.post_attention_layernorm.weight", FeedForwardNorm) { Transform = new AddedConstant(1) },
            new("model.layers.{layer}.mlp.gate_proj.weight", FeedForwardGate),
            new("model.layers.{layer}.mlp.up_proj.weight", FeedForwardUp),
            new("model.layers.{layer}.mlp.down_proj.weight", FeedForwardDown),
            new("model.norm.weight", OutputNorm) { Transform = new AddedConstant(1) },
        ],

        // A head that some tools save along is the embedding again, and readers of the format have no place for it.
        IgnoredSuffixes = [".rotary_emb.inv_freq", "lm_head.weight"],
        Gguf = new("gemma")
        {
            Rope = RopeLayout.HalfSplit,
            Keys =
            [
                GgufKeys.ContextLength, GgufKeys.EmbeddingLength, GgufKeys.LayerCount, GgufKeys.FeedForwardLength, GgufKeys.HeadCount,
                GgufKeys.KeyValueHeadCount, GgufKeys.RmsEpsilon, GgufKeys.KeyLength, GgufKeys.ValueLength, GgufKeys.FileType,
            ],
            Vocabulary = new()
            {
                Kinds = [VocabularyKind.SentencePiece],
                SpacePrefix = SpacePrefixRule.Never,
                Tokens = [new("eot") { Id = 107 }],
            },
        },
    };
}
