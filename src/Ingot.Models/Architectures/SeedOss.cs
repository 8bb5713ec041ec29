using static Ingot.Models.TensorRole;

namespace Ingot.Models.Architectures;

/// <summary>Seed-OSS: Llama's block with biases on query, key and value, and a head length of its own.</summary>
/// <remarks>Source: the published config.json and transformers' SeedOssConfig. GGUF calls the norm before the feed-forward block by attention's name.</remarks>
internal static class SeedOss
{
    public static ArchitectureSpec Spec { get; } = Llama.Spec with
    {
        Name = "seed_oss",
        HuggingFaceClasses = ["SeedOssForCausalLM"],
        Hyperparameters = new()
        {
            KeyValueHeadCount = new("num_key_value_heads") { Default = 8 },
            HeadLength = new("head_dim") { Default = 128 },
            HeadLengthIsAlwaysStated = true,
        },
        Gguf = new("seed_oss")
        {
            Rope = RopeLayout.HalfSplit,
            Names = new Dictionary<TensorRole, string> { [FeedForwardNorm] = "blk.{layer}.post_attention_norm.weight" },
            Vocabulary = new() { Kinds = [VocabularyKind.BytePair] },
        },
    };
}
