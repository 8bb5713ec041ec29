namespace Ingot.Models.Architectures;

/// <summary>Mistral's dense decoders: Llama's block, eight KV heads by default, sometimes a sliding window.</summary>
/// <remarks>Source: arXiv:2310.06825 and the published config.json. GGUF has no name of its own for them.</remarks>
internal static class Mistral
{
    public static ArchitectureSpec Spec { get; } = Llama.Spec with
    {
        Name = "mistral",
        HuggingFaceClasses = ["MistralForCausalLM"],
        Hyperparameters = Llama.Spec.Hyperparameters with { KeyValueHeadCount = new("num_key_value_heads") { Default = 8 } },
    };
}
