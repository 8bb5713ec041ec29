namespace Ingot.Models.Architectures;

/// <summary>InternLM 1: Llama's block with biases on all four attention projections.</summary>
/// <remarks>Source: the published config.json and modelling description. GGUF has no name of its own for it.</remarks>
internal static class InternLM
{
    public static ArchitectureSpec Spec { get; } = Llama.Spec with { Name = "internlm", HuggingFaceClasses = ["InternLMForCausalLM"] };
}
