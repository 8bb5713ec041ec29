namespace Ingot.Models.Architectures;

/// <summary>OLMo 3: OLMo 2 with a sliding window in three of four layers. GGUF calls both the same.</summary>
/// <remarks>Source: the published config.json and transformers' Olmo3Config.</remarks>
internal static class Olmo3
{
    public static ArchitectureSpec Spec { get; } = Olmo2.Spec with
    {
        Name = "olmo3",
        HuggingFaceClasses = ["Olmo3ForCausalLM"],
        Hyperparameters = Olmo2.Spec.Hyperparameters with
        {
            SlidingWindow = new("sliding_window") { Default = 4096 },
            SlidingPeriod = ConfigKey.Always(4),
        },
    };
}
