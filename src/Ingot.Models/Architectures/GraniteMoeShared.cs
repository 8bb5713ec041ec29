namespace Ingot.Models.Architectures;

/// <summary>Granite mixtures of experts with one that all positions pass.</summary>
/// <remarks>Source: the published config.json and modelling code of granitemoeshared. GGUF has no name of its own for them.</remarks>
internal static class GraniteMoeShared
{
    public static ArchitectureSpec Spec { get; } = GraniteMoe.Spec with
    {
        Name = "granitemoeshared",
        HuggingFaceClasses = ["GraniteMoeSharedForCausalLM"],
    };
}
