using static Ingot.Models.TensorRole;

namespace Ingot.Models.Architectures;

/// <summary>Phi-1, 1.5 and 2: attention and a plain GELU feed-forward block side by side after one layer norm, with biases everywhere.</summary>
/// <remarks>Source: arXiv:2309.05463 and the published config.json. GGUF calls all of them phi2.</remarks>
internal static class Phi
{
    public static ArchitectureSpec Spec { get; } = new()
    {
        Name = "phi",
        HuggingFaceClasses = ["PhiForCausalLM"],
        Requires = [new("qk_layernorm", "false")],
        Hyperparameters = new()
        {
            ContextLength = new("max_position_embeddings") { Alternates = ["n_positions"], Default = 2048 },
            FeedForwardLength = new("intermediate_size") { OrSameAs = "hidden_size", OrTimes = 4 },
            NormEpsilon = new("layer_norm_eps") { Alternates = ["layer_norm_epsilon"], Default = 1e-5 },
            RotaryFactor = new("partial_rotary_factor") { Default = 0.5 },
            ParallelResidual = FlagKey.Always(true),
        },
        Decoder = new() { Norm = NormKind.Layer, Activation = Activation.GeluTanh, GatedFeedForward = false },
        Tensors =
        [
            new("model.embed_tokens.weight", TokenEmbedding),
            new("model.layers.{layer}.input_layernorm.weight", AttentionNorm),
            new("model.layers.{layer}.input_layernorm.bias", AttentionNormBias),
            new("model.layers.{layer}.self_attn.q_proj.weight", AttentionQuery),
            new("model.layers.{layer}.self_attn.q_proj.bias", AttentionQueryBias),
            new("model.layers.{layer}.self_attn.k_proj.weight", AttentionKey),
            new("model.layers.{layer}.self_attn.k_proj.bias", AttentionKeyBias),
            new("model.layers.{layer}.self_attn.v_proj.weight", AttentionValue),
            new("model.layers.{layer}.self_attn.v_proj.bias", AttentionValueBias),
            new("model.layers.{layer}.self_attn.dense.weight", AttentionOutput),
            new("model.layers.{layer}.self_attn.dense.bias", AttentionOutputBias),
            new("model.layers.{layer}.mlp.fc1.weight", FeedForwardUp),
            new("model.layers.{layer}.mlp.fc1.bias", FeedForwardUpBias),
            new("model.layers.{layer}.mlp.fc2.weight", FeedForwardDown),
            new("model.layers.{layer}.mlp.fc2.bias", FeedForwardDownBias),
            new("model.final_layernorm.weight", OutputNorm),
            new("model.final_layernorm.bias", OutputNormBias),
            new("lm_head.weight", Output) { TiedTo = TokenEmbedding },
            new("lm_head.bias", OutputBias) { Optional = true },
        ],
        Gguf = new("phi2")
        {
            Rope = RopeLayout.HalfSplit,
            Keys =
            [
                GgufKeys.ContextLength, GgufKeys.EmbeddingLength, GgufKeys.FeedForwardLength, GgufKeys.LayerCount, GgufKeys.HeadCount,
                GgufKeys.KeyValueHeadCount, GgufKeys.LayerEpsilon, GgufKeys.RotaryLength, GgufKeys.FileType, GgufKeys.NoBos,
            ],
            Vocabulary = new() { Kinds = [VocabularyKind.BytePair] },
        },
    };
}
