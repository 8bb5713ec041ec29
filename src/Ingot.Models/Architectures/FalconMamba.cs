namespace Ingot.Models.Architectures;

/// <summary>Falcon Mamba: Mamba whose time step, input and output vectors are divided by their root mean square.</summary>
/// <remarks>Source: arXiv:2410.05355 and the published config.json. GGUF tells the two apart by a key.</remarks>
internal static class FalconMamba
{
    public static ArchitectureSpec Spec { get; } = Mamba.Spec with
    {
        Name = "falcon_mamba",
        HuggingFaceClasses = ["FalconMambaForCausalLM"],
        Hyperparameters = Mamba.Spec.Hyperparameters with { StateSpace = new() { NormalizesProjections = true } },
    };
}
