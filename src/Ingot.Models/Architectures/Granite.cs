namespace Ingot.Models.Architectures;

/// <summary>Granite 3 dense decoders: Llama's block with a scale on embeddings, on what blocks add, on attention and on the logits.</summary>
/// <remarks>Source: the published config.json files and transformers' GraniteConfig.</remarks>
internal static class Granite
{
    public static ArchitectureSpec Spec { get; } = Llama.Spec with
    {
        Name = "granite",
        HuggingFaceClasses = ["GraniteForCausalLM"],
        Hyperparameters = new()
        {
            HeadLength = new(""),
            EmbeddingScale = new("embedding_multiplier") { Default = 1 },
            ResidualScale = new("residual_multiplier") { Default = 1 },
            AttentionScale = new("attention_multiplier") { Default = 1 },
            LogitScale = new("logits_scaling") { Default = 1 },
        },
        Decoder = Llama.Spec.Decoder with { LogitScale = ScaleRule.Divide },
        Gguf = Llama.Spec.Gguf with
        {
            Architecture = "granite",
            Keys =
            [
                .. Llama.Spec.Gguf.Keys, GgufKeys.AttentionScale, GgufKeys.EmbeddingScale, GgufKeys.ResidualScale, GgufKeys.LogitScale,
            ],
        },
    };
}
