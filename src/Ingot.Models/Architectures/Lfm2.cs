using Ingot.Models.Transforms;
using static Ingot.Models.TensorRole;

namespace Ingot.Models.Architectures;

/// <summary>LFM2: gated short convolutions in most layers, attention with norms on its heads in the others.</summary>
/// <remarks>Source: the published config.json and modelling code of LFM2.</remarks>
internal static class Lfm2
{
    public static ArchitectureSpec Spec { get; } = new()
    {
        Name = "lfm2",
        HuggingFaceClasses = ["Lfm2ForCausalLM", "LFM2ForCausalLM"],
        Hyperparameters = new()
        {
            FeedForwardLength = new("intermediate_size") { Alternates = ["block_ff_dim"], Default = 12288 },
            FeedForwardAdjustment = new(),
            KeyValueHeadCount = new("num_key_value_heads") { Default = 8 },
            NormEpsilon = new("norm_eps") { Alternates = ["block_norm_eps"], Default = 1e-5 },
            RopeBase = new("rope_theta") { Default = 1e6 },
            ShortConvolutionLength = new("conv_L_cache") { Default = 3 },
            TiedEmbeddings = "tie_embedding",
            TiedEmbeddingsDefault = true,
        },
        Decoder = new() { Norm = NormKind.Rms, Rope = RopeLayout.HalfSplit, Activation = Activation.Silu },
        Tensors =
        [
            new("model.embed_tokens.weight", TokenEmbedding),
            new("model.layers.{layer}.operator_norm.weight", AttentionNorm),
            new("model.layers.{layer}.conv.conv.weight", ShortConvolution) { In = LayerSet.ShortConvolution, Transform = new ChannelAxis() },
            new("model.layers.{layer}.conv.conv.bias", ShortConvolutionBias) { In = LayerSet.ShortConvolution, Optional = true },
            new("model.layers.{layer}.conv.in_proj.weight", ShortConvolutionIn) { In = LayerSet.ShortConvolution },
            new("model.layers.{layer}.conv.in_proj.bias", ShortConvolutionInBias) { In = LayerSet.ShortConvolution, Optional = true },
            new("model.layers.{layer}.conv.out_proj.weight", ShortConvolutionOut) { In = LayerSet.ShortConvolution },
            new("model.layers.{layer}.conv.out_proj.bias", ShortConvolutionOutBias) { In = LayerSet.ShortConvolution, Optional = true },
            new("model.layers.{layer}.self_attn.q_proj.weight", AttentionQuery) { In = LayerSet.Attention },
            new("model.layers.{layer}.self_attn.q_layernorm.weight", AttentionQueryNorm) { In = LayerSet.Attention },
            new("model.layers.{layer}.self_attn.k_proj.weight", AttentionKey) { In = LayerSet.Attention },
            new("model.layers.{layer}.self_attn.k_layernorm.weight", AttentionKeyNorm) { In = LayerSet.Attention },
            new("model.layers.{layer}.self_attn.v_proj.weight", AttentionValue) { In = LayerSet.Attention },
            new("model.layers.{layer}.self_attn.out_proj.weight", AttentionOutput) { In = LayerSet.Attention },
            new("model.layers.{layer}.ffn_norm.weight", FeedForwardNorm),
            new("model.layers.{layer}.feed_forward.w1.weight", FeedForwardGate),
            new("model.layers.{layer}.feed_forward.w3.weight", FeedForwardUp),
            new("model.layers.{layer}.feed_forward.w2.weight", FeedForwardDown),
            new("model.embedding_norm.weight", OutputNorm),
            new("lm_head.weight", Output) { TiedTo = TokenEmbedding },
        ],
        Gguf = new("lfm2")
        {
            Rope = RopeLayout.HalfSplit,
            Names = new Dictionary<TensorRole, string> { [OutputNorm] = "token_embd_norm.weight" },
            Keys =
            [
                .. GgufKeys.Common.Select(key => key == GgufKeys.KeyValueHeadCount ? key with { Type = GgufKeyType.CountsByLayer } : key),
                GgufKeys.VocabularySize,
                GgufKeys.ShortConvolutionLength,
            ],
            Vocabulary = new() { Kinds = [VocabularyKind.BytePair] },
        },
    };
}
