namespace Ingot.Models.Architectures;

/// <summary>InternLM 3: Llama's block, perhaps with biases. GGUF has no name of its own for it.</summary>
/// <remarks>Source: the published config.json and modelling code. The configuration class is remote code, never run. Its chats end with a token of their own.</remarks>
internal static class InternLM3
{
    public static ArchitectureSpec Spec { get; } = Llama.Spec with
    {
        Name = "internlm3",
        HuggingFaceClasses = ["InternLM3ForCausalLM"],
        Hyperparameters = new(),
        Gguf = Llama.Spec.Gguf with
        {
            WritesDefaults = false,
            StoresRopeFrequencies = false,
            Vocabulary = new()
            {
                Kinds = [VocabularyKind.SentencePiece],
                SpacePrefix = SpacePrefixRule.StatedAfterEntries,
                Tokens = [new("eos") { Content = "<|im_end|>", ReplacesStated = true }],
            },
        },
    };
}
