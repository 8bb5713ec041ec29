namespace Ingot.Models.Architectures;

/// <summary>The language half of MiniCPM-V 2.6: Qwen2 with its tensors under <c>llm.</c>; the other half is a tower.</summary>
/// <remarks>Source: arXiv:2408.01800 and the published config.json. GGUF has no name of its own for it.</remarks>
internal static class MiniCPMV
{
    public static ArchitectureSpec Spec { get; } = Qwen2.Spec.Under("llm.") with
    {
        Name = "minicpmv",
        HuggingFaceClasses = ["MiniCPMV"],
    };
}
