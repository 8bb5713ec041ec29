namespace Ingot.Models.Architectures;

/// <summary>Every family there is. A new one is its file beside this one and one line here.</summary>
public static class ArchitectureList
{
    /// <summary>All families. Where two share a GGUF architecture, the first is what a GGUF is read back as.</summary>
    public static IReadOnlyList<ArchitectureSpec> All { get; } =
    [
        Llama.Spec,
        Arcee.Spec,
        Mistral.Spec,
        InternLM.Spec,
        InternLM2.Spec,
        InternLM3.Spec,
        Jais2.Spec,
        Baichuan.Spec,
        Bloom.Spec,
        ChatGlm.Spec,
        CodeShell.Spec,
        Cohere.Spec,
        Cohere2.Spec,
        Ernie45.Spec,
        Exaone.Spec,
        Exaone4.Spec,
        Falcon.Spec,
        Gemma.Spec,
        Gemma2.Spec,
        Gemma3.Spec,
        Gemma3Multimodal.Spec,
        Glm.Spec,
        Glm4.Spec,
        Gpt2.Spec,
        GptNeoX.Spec,
        GptBigCode.Spec,
        Granite.Spec,
        MiniCpm.Spec,
        Mpt.Spec,
        Nemotron.Spec,
        Olmo.Spec,
        Olmo2.Spec,
        Olmo3.Spec,
        Orion.Spec,
        Phi.Spec,
        Phi3.Spec,
        Qwen.Spec,
        Qwen2.Spec,
        Qwen2VL.Spec,
        MiniCPMV.Spec,
        Qwen3.Spec,
        SeedOss.Spec,
        SmolLM3.Spec,
        StableLm.Spec,
        Starcoder2.Spec,
        Mixtral.Spec,
        Qwen2Moe.Spec,
        Qwen3Moe.Spec,
        OlmoE.Spec,
        GraniteMoe.Spec,
        GraniteMoeShared.Spec,
        GptOss.Spec,
        DeepseekV2.Spec,
        DeepseekV3.Spec,
        Glm4Moe.Spec,
        Dots1.Spec,
        Ernie45Moe.Spec,
        ExaoneMoe.Spec,
        MiniMaxM2.Spec,
        Lfm2.Spec,
        Lfm2Moe.Spec,
        Mamba.Spec,
        FalconMamba.Spec,
        Bert.Spec,
        T5.Spec,
    ];

    /// <summary>The family of a class named under <c>architectures</c> in config.json, or null.</summary>
    public static ArchitectureSpec? FindByClass(string huggingFaceClass) =>
        All.FirstOrDefault(spec => spec.HuggingFaceClasses.Contains(huggingFaceClass));

    /// <summary>The family of a <c>general.architecture</c>, or null.</summary>
    /// <param name="architecture">The architecture.</param>
    /// <param name="hasExperts">Whether the file states experts: families that share an architecture may differ in having some.</param>
    public static ArchitectureSpec? FindByGguf(string architecture, bool hasExperts = false)
    {
        ArchitectureSpec[] sharing = [.. All.Where(spec => spec.Gguf.Architecture == architecture)];
        return sharing.FirstOrDefault(spec => spec.Hyperparameters.Experts is not null == hasExperts) ?? sharing.FirstOrDefault();
    }
}
