using static Ingot.Models.TensorRole;

namespace Ingot.Models.Architectures;

/// <summary>GLM-4 of 2025: norms around both blocks, half of each head rotates as neighbours, gate and up rows packed.</summary>
/// <remarks>Source: arXiv:2406.12793, the published config.json and transformers' Glm4Config.</remarks>
internal static class Glm4
{
    public static ArchitectureSpec Spec { get; } = Glm.Spec with
    {
        Name = "glm4",
        HuggingFaceClasses = ["Glm4ForCausalLM"],
        Decoder = Glm.Spec.Decoder with { BlockNorms = BlockNorms.Around },
        Tensors =
        [
            .. Glm.Spec.Tensors,
            new("model.layers.{layer}.post_self_attn_layernorm.weight", AttentionPostNorm),
            new("model.layers.{layer}.post_mlp_layernorm.weight", FeedForwardPostNorm),
        ],
        Gguf = new("glm4")
        {
            Rope = RopeLayout.Interleaved,
            KeepsPacked = [FeedForwardGateUp],
            Keys = [.. GgufKeys.Common, GgufKeys.RotaryLength],
            Vocabulary = new()
            {
                Kinds = [VocabularyKind.BytePair],
                Tokens = [.. Glm.Spec.Gguf.Vocabulary.Tokens, new("bos") { Content = "<|endoftext|>" }],
            },
        },
    };
}
