namespace Ingot.Models.Architectures;

/// <summary>The families whose bytes, keys and logits are compared with what other implementations made of a checkpoint. Others are declared only.</summary>
/// <remarks>A test holds this list against the golden cases there are.</remarks>
public static class ProvenFamilies
{
    /// <summary>Their names.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        "arcee", "baichuan", "bloom", "chatglm", "cohere", "cohere2", "ernie4_5", "exaone4", "falcon", "gemma", "gemma2", "gemma3_text", "glm", "glm4",
        "gpt2", "gpt_bigcode", "gpt_neox", "granite", "internlm", "internlm2", "jais2", "llama", "minicpm", "mistral", "mpt", "nemotron", "olmo",
        "olmo2", "olmo3", "phi", "phi3", "qwen", "qwen2", "qwen3", "seed_oss", "smollm3", "stablelm", "starcoder2",
    ];
}
