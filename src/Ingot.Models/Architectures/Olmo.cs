using static Ingot.Models.TensorRole;

namespace Ingot.Models.Architectures;

/// <summary>OLMo 1: Llama's block with layer norms that have no parameters, and queries, keys and values cut off at a bound.</summary>
/// <remarks>Source: arXiv:2402.00838 and the published config.json.</remarks>
internal static class Olmo
{
    public static ArchitectureSpec Spec { get; } = new()
    {
        Name = "olmo",
        HuggingFaceClasses = ["OlmoForCausalLM"],
        Hyperparameters = new() { NormEpsilon = ConfigKey.Always(1e-5), QueryKeyValueClamp = "clip_qkv" },
        Decoder = new() { Norm = NormKind.Layer, NormsAreTrained = false },
        Tensors =
        [
            new("model.embed_tokens.weight", TokenEmbedding),
            new("model.layers.{layer}.self_attn.q_proj.weight", AttentionQuery),
            new("model.layers.{layer}.self_attn.k_proj.weight", AttentionKey),
            new("model.layers.{layer}.self_attn.v_proj.weight", AttentionValue),
            new("model.layers.{layer}.self_attn.o_proj.weight", AttentionOutput),
            new("model.layers.{layer}.mlp.gate_proj.weight", FeedForwardGate),
            new("model.layers.{layer}.mlp.up_proj.weight", FeedForwardUp),
            new("model.layers.{layer}.mlp.down_proj.weight", FeedForwardDown),
            new("lm_head.weight", Output) { TiedTo = TokenEmbedding },
        ],
        Gguf = new("olmo")
        {
            Rope = RopeLayout.Interleaved,
            Keys = [.. GgufKeys.Common, GgufKeys.LayerEpsilon, GgufKeys.QueryKeyValueClamp],
            Vocabulary = new() { Kinds = [VocabularyKind.BytePair] },
        },
    };
}
