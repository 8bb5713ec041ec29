namespace Ingot.Models.Architectures;

/// <summary>The families whose bytes, keys and logits are compared with what other implementations made of a checkpoint. Others are declared only.</summary>
/// <remarks>A test holds this list against the golden cases there are.</remarks>
public static class ProvenFamilies
{
    /// <summary>Their names.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        "arcee", "baichuan", "bert", "bloom", "chatglm", "cohere", "cohere2", "deepseek_v2", "deepseek_v3", "dots1", "ernie4_5", "ernie4_5_moe",
        "exaone4", "exaone_moe", "falcon", "gemma", "gemma2", "gemma3", "gemma3_text", "glm", "glm4", "glm4_moe", "gpt2", "gpt_bigcode", "gpt_neox",
        "gpt_oss", "granite", "granitemoe", "granitemoeshared", "internlm", "internlm2", "jais2", "lfm2", "lfm2_moe", "llama", "mamba", "minicpm",
        "minimax_m2", "mistral", "mixtral", "mpt", "nemotron", "olmo", "olmo2", "olmo3", "olmoe", "phi", "phi3", "qwen", "qwen2", "qwen2_moe",
        "qwen3", "qwen3_moe", "seed_oss", "smollm3", "stablelm", "starcoder2", "t5",
    ];
}
