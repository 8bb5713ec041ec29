using static Ingot.Models.TensorRole;

namespace Ingot.Models.Architectures;

/// <summary>Command R and Aya: attention and a gated feed-forward block side by side after one layer norm without bias, logits scaled.</summary>
/// <remarks>
/// Source: the published config.json and transformers' CohereConfig. Neighbours rotate. Where both are stated, model_max_length is
/// the context trained on.
/// </remarks>
internal static class Cohere
{
    public static ArchitectureSpec Spec { get; } = new()
    {
        Name = "cohere",
        HuggingFaceClasses = ["CohereForCausalLM"],
        Hyperparameters = new()
        {
            ContextLength = new("model_max_length") { Alternates = ["max_position_embeddings"], Default = 8192 },
            NormEpsilon = new("layer_norm_eps") { Default = 1e-5 },
            LogitScale = new("logit_scale") { Default = 0.0625 },
            ParallelResidual = FlagKey.Always(true),
            TiedEmbeddingsDefault = true,
        },
        Decoder = new() { Norm = NormKind.Layer, Rope = RopeLayout.Interleaved },
        Tensors =
        [
            new("model.embed_tokens.weight", TokenEmbedding),
            new("model.layers.{layer}.input_layernorm.weight", AttentionNorm),
            new("model.layers.{layer}.self_attn.q_proj.weight", AttentionQuery),
            new("model.layers.{layer}.self_attn.q_proj.bias", AttentionQueryBias) { Optional = true },
            new("model.layers.{layer}.self_attn.q_norm.weight", AttentionQueryHeadNorms) { Optional = true },
            new("model.layers.{layer}.self_attn.k_proj.weight", AttentionKey),
            new("model.layers.{layer}.self_attn.k_proj.bias", AttentionKeyBias) { Optional = true },
            new("model.layers.{layer}.self_attn.k_norm.weight", AttentionKeyHeadNorms) { Optional = true },
            new("model.layers.{layer}.self_attn.v_proj.weight", AttentionValue),
            new("model.layers.{layer}.self_attn.v_proj.bias", AttentionValueBias) { Optional = true },
            new("model.layers.{layer}.self_attn.o_proj.weight", AttentionOutput),
            new("model.layers.{layer}.self_attn.o_proj.bias", AttentionOutputBias) { Optional = true },
            new("model.layers.{layer}.mlp.gate_proj.weight", FeedForwardGate),
            new("model.layers.{layer}.mlp.up_proj.weight", FeedForwardUp),
            new("model.layers.{layer}.mlp.down_proj.weight", FeedForwardDown),
            new("model.norm.weight", OutputNorm),
            new("lm_head.weight", Output) { TiedTo = TokenEmbedding },
        ],
        Gguf = new("command-r")
        {
            Rope = RopeLayout.Interleaved,
            Keys = [.. GgufKeys.Common, GgufKeys.LogitScale, GgufKeys.NoRopeScaling],
            Vocabulary = new() { Kinds = [VocabularyKind.BytePair] },
        },
    };
}
