using Ingot.Models.Transforms;
using static Ingot.Models.TensorRole;

namespace Ingot.Models.Architectures;

/// <summary>ChatGLM 2 and 3 and GLM-4 in their own layout: packed query, key and value with biases, packed gate and up rows.</summary>
/// <remarks>
/// Source: arXiv:2406.12793 and the published config.json, whose rope_ratio multiplies the base. Half of each head rotates, as
/// neighbours. Readers of the format expect the rows packed as trained.
/// </remarks>
internal static class ChatGlm
{
    public static ArchitectureSpec Spec { get; } = new()
    {
        Name = "chatglm",
        HuggingFaceClasses = ["ChatGLMModel", "ChatGLMForConditionalGeneration"],
        Requires = [new("apply_residual_connection_post_layernorm", "false"), new("rmsnorm", "true"), new("post_layer_norm", "true")],
        Hyperparameters = new()
        {
            VocabularySize = new("padded_vocab_size") { Alternates = ["vocab_size"] },
            LayerCount = new("num_layers") { Alternates = ["num_hidden_layers"] },
            ContextLength = new("seq_length") { OrSameAs = "hidden_size" },
            FeedForwardLength = new("ffn_hidden_size") { Alternates = ["intermediate_size"], OrSameAs = "hidden_size", OrTimes = 4 },
            KeyValueHeadCount = new("multi_query_group_num") { Alternates = ["num_key_value_heads"], OrSameAs = "num_attention_heads" },
            HeadLength = "kv_channels",
            NormEpsilon = new("layernorm_epsilon") { Default = 1e-5 },
            RopeBase = new("rope_ratio") { Default = 1, Times = 10_000 },
            RotaryFactor = new("partial_rotary_factor") { Default = 0.5 },
        },
        Decoder = new() { Rope = RopeLayout.Interleaved },
        Tensors =
        [
            new("transformer.embedding.word_embeddings.weight", TokenEmbedding),
            new("transformer.encoder.layers.{layer}.input_layernorm.weight", AttentionNorm),
            new("transformer.encoder.layers.{layer}.self_attention.query_key_value.weight", AttentionQkv)
                { Packing = RowPacking.InOrder(AttentionQuery, AttentionKey, AttentionValue) },
            new("transformer.encoder.layers.{layer}.self_attention.query_key_value.bias", AttentionQkvBias)
                { Packing = RowPacking.InOrder(AttentionQueryBias, AttentionKeyBias, AttentionValueBias), Optional = true },
            new("transformer.encoder.layers.{layer}.self_attention.dense.weight", AttentionOutput),
            new("transformer.encoder.layers.{layer}.self_attention.dense.bias", AttentionOutputBias) { Optional = true },
            new("transformer.encoder.layers.{layer}.post_attention_layernorm.weight", FeedForwardNorm),
            new("transformer.encoder.layers.{layer}.mlp.dense_h_to_4h.weight", FeedForwardGateUp)
                { Packing = RowPacking.InOrder(FeedForwardGate, FeedForwardUp) },
            new("transformer.encoder.layers.{layer}.mlp.dense_4h_to_h.weight", FeedForwardDown),
            new("transformer.encoder.final_layernorm.weight", OutputNorm),
            new("transformer.output_layer.weight", Output) { TiedTo = TokenEmbedding },
        ],
        OmissiblePrefix = "transformer.",
        IgnoredSuffixes = [".rotary_pos_emb.inv_freq"],
        Gguf = new("chatglm")
        {
            Rope = RopeLayout.Interleaved,
            KeepsPacked = [AttentionQkv, AttentionQkvBias, FeedForwardGateUp],
            Keys =
            [
                GgufKeys.ContextLength, GgufKeys.EmbeddingLength, GgufKeys.FeedForwardLength, GgufKeys.LayerCount, GgufKeys.HeadCount,
                GgufKeys.KeyValueHeadCount, GgufKeys.RmsEpsilon, GgufKeys.FileType, GgufKeys.RotaryLength, GgufKeys.NoBos, GgufKeys.RopeBase,
            ],
            Vocabulary = new()
            {
                Kinds = [VocabularyKind.BytePair],
                Tokens =
                [
                    new("eos") { Content = "<|endoftext|>" }, new("eot") { Content = "<|user|>" }, new("unk") { Content = "<|endoftext|>" },
                ],
            },
        },
    };
}
