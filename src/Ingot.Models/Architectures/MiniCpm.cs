namespace Ingot.Models.Architectures;

/// <summary>MiniCPM 1 and 2: Llama's block with scaled embeddings, blocks scaled by depth, and logits divided by width.</summary>
/// <remarks>Source: arXiv:2404.06395 and the published config.json. The configuration class is remote code, never run.</remarks>
internal static class MiniCpm
{
    public static ArchitectureSpec Spec { get; } = Llama.Spec with
    {
        Name = "minicpm",
        HuggingFaceClasses = ["MiniCPMForCausalLM"],
        Hyperparameters = new()
        {
            EmbeddingScale = "scale_emb",
            ResidualScale = new("scale_depth") { DividedByRootOf = "num_hidden_layers" },
            LogitScale = new("hidden_size") { DividedBy = "dim_model_base" },
            TiedEmbeddingsDefault = true,
        },
        Decoder = Llama.Spec.Decoder with { LogitScale = ScaleRule.Divide },
        Gguf = new("minicpm")
        {
            Rope = RopeLayout.Interleaved,
            WritesDefaults = false,
            StoresLongRopeFactors = true,
            Keys = [.. GgufKeys.Common, GgufKeys.EmbeddingScale, GgufKeys.ResidualScale, GgufKeys.LogitScale],
        },
    };
}
