namespace Ingot.Models.Architectures;

/// <summary>The language half of Qwen2-VL and Qwen2.5-VL: Qwen2 whose heads rotate by time, height and width; the other half is a tower.</summary>
/// <remarks>
/// Source: arXiv:2409.12191 and the published config.json. Text has one position in all three, so without images it is Qwen2.
/// </remarks>
internal static class Qwen2VL
{
    public static ArchitectureSpec Spec { get; } = Qwen2.Spec with
    {
        Name = "qwen2_vl",
        HuggingFaceClasses = ["Qwen2VLForConditionalGeneration", "Qwen2_5_VLForConditionalGeneration"],
        Gguf = Qwen2.Spec.Gguf with { Architecture = "qwen2vl" },
    };
}
