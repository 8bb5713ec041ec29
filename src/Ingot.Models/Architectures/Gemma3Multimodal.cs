namespace Ingot.Models.Architectures;

/// <summary>The language half of Gemma 3 as published with eyes: Gemma 3 with its tensors under <c>language_model.</c>.</summary>
/// <remarks>Source: arXiv:2503.19786 and the published config.json. The vision half is left out of a GGUF of the language half.</remarks>
internal static class Gemma3Multimodal
{
    public static ArchitectureSpec Spec { get; } = Gemma3.Spec.Under("language_model.") with
    {
        Name = "gemma3",
        HuggingFaceClasses = ["Gemma3ForConditionalGeneration"],
        Hyperparameters = Gemma3.Spec.Hyperparameters with { VocabularySize = new("vocab_size") { Default = 262_208 } },
        Unused = ["vision_tower.", "multi_modal_projector."],
    };
}
