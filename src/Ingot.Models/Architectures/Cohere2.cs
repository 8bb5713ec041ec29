namespace Ingot.Models.Architectures;

/// <summary>Command R7B and Command A: Cohere's block, with a sliding window in three of four layers, and only those rotate.</summary>
/// <remarks>Source: the published config.json and transformers' Cohere2Config.</remarks>
internal static class Cohere2
{
    public static ArchitectureSpec Spec { get; } = Cohere.Spec with
    {
        Name = "cohere2",
        HuggingFaceClasses = ["Cohere2ForCausalLM"],
        Hyperparameters = Cohere.Spec.Hyperparameters with
        {
            ContextLength = new("max_position_embeddings") { Default = 8192 },
            HeadLength = new("head_dim") { Default = 128 },
            HeadLengthIsAlwaysStated = true,
            RotaryFactor = new("rotary_pct") { Default = 1 },
            SlidingWindow = new("sliding_window") { Default = 4096 },
            SlidingPeriod = new("sliding_window_pattern") { Alternates = ["_sliding_window_pattern"], Default = 4 },
            RotatesSlidingLayersOnly = true,
        },
        Gguf = Cohere.Spec.Gguf with
        {
            Architecture = "cohere2",
            Keys =
            [
                .. GgufKeys.Common, GgufKeys.LogitScale, GgufKeys.SlidingWindow, GgufKeys.VocabularySize, GgufKeys.RotaryLength, GgufKeys.NoRopeScaling,
            ],
        },
    };
}
