using static Ingot.Models.GgufKey;
using static Ingot.Models.TensorRole;

namespace Ingot.Models.Architectures;

/// <summary>T5, its later releases and their multilingual kin: an encoder and a decoder that know distances instead of positions.</summary>
/// <remarks>Source: arXiv:1910.10683, arXiv:2010.11934 and the published config.json. Later releases gate the feed-forward block.</remarks>
internal static class T5
{
    public static ArchitectureSpec Spec { get; } = new()
    {
        Name = "t5",
        HuggingFaceClasses = ["T5ForConditionalGeneration", "T5WithLMHeadModel", "MT5ForConditionalGeneration", "UMT5ForConditionalGeneration"],
        Hyperparameters = new()
        {
            LayerCount = "num_layers",
            DecoderLayerCount = new("num_decoder_layers") { OrSameAs = "num_layers" },
            ContextLength = new("n_positions") { Default = 512 },
            EmbeddingLength = "d_model",
            FeedForwardLength = "d_ff",
            HeadCount = "num_heads",
            KeyValueHeadCount = "num_heads",
            HeadLength = "d_kv",
            NormEpsilon = new("layer_norm_epsilon") { Default = 1e-6 },
            RelativeBucketCount = new("relative_attention_num_buckets") { Default = 32 },
            TiedEmbeddingsDefault = true,
        },
        Decoder = new() { Kind = ModelKind.EncoderDecoder, Norm = NormKind.Rms, Positions = PositionKind.None, Activation = Activation.Relu },
        OmissiblePrefix = null,
        Tensors =
        [
            new("shared.weight", TokenEmbedding) { MayRepeat = true },
            new("encoder.embed_tokens.weight", TokenEmbedding) { Optional = true, MayRepeat = true },
            new("decoder.embed_tokens.weight", TokenEmbedding) { Optional = true, MayRepeat = true },
            new("encoder.block.{layer}.layer.0.layer_norm.weight", EncoderAttentionNorm) { In = LayerSet.Encoder },
            new("encoder.block.{layer}.layer.0.SelfAttention.q.weight", EncoderAttentionQuery) { In = LayerSet.Encoder },
            new("encoder.block.{layer}.layer.0.SelfAttention.k.weight", EncoderAttentionKey) { In = LayerSet.Encoder },
            new("encoder.block.{layer}.layer.0.SelfAttention.v.weight", EncoderAttentionValue) { In = LayerSet.Encoder },
            new("encoder.block.{layer}.layer.0.SelfAttention.o.weight", EncoderAttentionOutput) { In = LayerSet.Encoder },
            new("encoder.block.{layer}.layer.0.SelfAttention.relative_attention_bias.weight", EncoderRelativeBias) { In = LayerSet.Encoder, Optional = true },
            new("encoder.block.{layer}.layer.1.layer_norm.weight", EncoderFeedForwardNorm) { In = LayerSet.Encoder },
            new("encoder.block.{layer}.layer.1.DenseReluDense.wi_0.weight", EncoderFeedForwardGate) { In = LayerSet.Encoder, Optional = true },
            new("encoder.block.{layer}.layer.1.DenseReluDense.wi_1.weight", EncoderFeedForwardUp) { In = LayerSet.Encoder, Optional = true, Beside = EncoderFeedForwardGate },
            new("encoder.block.{layer}.layer.1.DenseReluDense.wi.weight", EncoderFeedForwardUp) { In = LayerSet.Encoder },
            new("encoder.block.{layer}.layer.1.DenseReluDense.wo.weight", EncoderFeedForwardDown) { In = LayerSet.Encoder },
            new("decoder.block.{layer}.layer.0.layer_norm.weight", AttentionNorm) { In = LayerSet.Decoder },
            new("decoder.block.{layer}.layer.0.SelfAttention.q.weight", AttentionQuery) { In = LayerSet.Decoder },
            new("decoder.block.{layer}.layer.0.SelfAttention.k.weight", AttentionKey) { In = LayerSet.Decoder },
            new("decoder.block.{layer}.layer.0.SelfAttention.v.weight", AttentionValue) { In = LayerSet.Decoder },
            new("decoder.block.{layer}.layer.0.SelfAttention.o.weight", AttentionOutput) { In = LayerSet.Decoder },
            new("decoder.block.{layer}.layer.0.SelfAttention.relative_attention_bias.weight", RelativeBias) { In = LayerSet.Decoder, Optional = true },
            new("decoder.block.{layer}.layer.1.layer_norm.weight", CrossAttentionNorm) { In = LayerSet.Decoder },
            new("decoder.block.{layer}.layer.1.EncDecAttention.q.weight", CrossAttentionQuery) { In = LayerSet.Decoder },
            new("decoder.block.{layer}.layer.1.EncDecAttention.k.weight", CrossAttentionKey) { In = LayerSet.Decoder },
            new("decoder.block.{layer}.layer.1.EncDecAttention.v.weight", CrossAttentionValue) { In = LayerSet.Decoder },
            new("decoder.block.{layer}.layer.1.EncDecAttention.o.weight", CrossAttentionOutput) { In = LayerSet.Decoder },
            new("decoder.block.{layer}.layer.2.layer_norm.weight", FeedForwardNorm) { In = LayerSet.Decoder },
            new("decoder.block.{layer}.layer.2.DenseReluDense.wi_0.weight", FeedForwardGate) { In = LayerSet.Decoder, Optional = true },
            new("decoder.block.{layer}.layer.2.DenseReluDense.wi_1.weight", FeedForwardUp) { In = LayerSet.Decoder, Optional = true, Beside = FeedForwardGate },
            new("decoder.block.{layer}.layer.2.DenseReluDense.wi.weight", FeedForwardUp) { In = LayerSet.Decoder },
            new("decoder.block.{layer}.layer.2.DenseReluDense.wo.weight", FeedForwardDown) { In = LayerSet.Decoder },
            new("encoder.final_layer_norm.weight", EncoderOutputNorm),
            new("decoder.final_layer_norm.weight", OutputNorm),
            new("lm_head.weight", Output) { TiedTo = TokenEmbedding },
        ],
        Gguf = new("t5")
        {
            Rope = RopeLayout.HalfSplit,
            Names = new Dictionary<TensorRole, string>
            {
                [AttentionNorm] = "dec.blk.{layer}.attn_norm.weight",
                [AttentionQuery] = "dec.blk.{layer}.attn_q.weight",
                [AttentionKey] = "dec.blk.{layer}.attn_k.weight",
                [AttentionValue] = "dec.blk.{layer}.attn_v.weight",
                [AttentionOutput] = "dec.blk.{layer}.attn_o.weight",
                [FeedForwardNorm] = "dec.blk.{layer}.ffn_norm.weight",
                [FeedForwardGate] = "dec.blk.{layer}.ffn_gate.weight",
                [FeedForwardUp] = "dec.blk.{layer}.ffn_up.weight",
                [FeedForwardDown] = "dec.blk.{layer}.ffn_down.weight",
                [OutputNorm] = "dec.output_norm.weight",
            },
            Keys =
            [
                GgufKeys.ContextLength,
                GgufKeys.EmbeddingLength,
                GgufKeys.FeedForwardLength,
                GgufKeys.LayerCount,
                Count("decoder_block_count", ModelNumber.DecoderLayerCount),
                GgufKeys.HeadCount,
                GgufKeys.KeyLength,
                GgufKeys.ValueLength,
                GgufKeys.LayerEpsilon,
                Count("attention.relative_buckets_count", ModelNumber.RelativeBucketCount),
                GgufKeys.RmsEpsilon,
                new("decoder_start_token_id", GgufKeyType.UInt32) { Config = new("decoder_start_token_id") { Default = 0 } },
                GgufKeys.FileType,
            ],
            Vocabulary = new() { Kinds = [VocabularyKind.Unigram, VocabularyKind.SentencePiece] },
        },
    };
}
