namespace Ingot.Models.Architectures;

/// <summary>SmolLM3: Llama's block, of which every fourth does not rotate.</summary>
/// <remarks>Source: the published config.json and transformers' SmolLM3Config; arXiv:2501.18795 for layers without positions.</remarks>
internal static class SmolLM3
{
    public static ArchitectureSpec Spec { get; } = Llama.Spec with
    {
        Name = "smollm3",
        HuggingFaceClasses = ["SmolLM3ForCausalLM"],
        Hyperparameters = new()
        {
            KeyValueHeadCount = new("num_key_value_heads") { Default = 4 },
            RopeBase = new("rope_theta") { Default = 2_000_000 },
            RotaryLayers = "no_rope_layers",
            UnrotatedPeriod = new("no_rope_layer_interval") { Default = 4 },
            SlidingWindowSwitch = "use_sliding_window",
            TiedEmbeddingsDefault = true,
        },
        Gguf = Llama.Spec.Gguf with { Architecture = "smollm3" },
    };
}
