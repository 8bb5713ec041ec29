using static Ingot.Models.TensorRole;

namespace Ingot.Models.Architectures;

/// <summary>EXAONE 3 and 3.5: Llama's block with names of its own.</summary>
/// <remarks>
/// Source: arXiv:2412.04862 and the published config.json. The configuration class is remote code, never run. The epsilon is written
/// under the key that readers of the format look for.
/// </remarks>
internal static class Exaone
{
    public static ArchitectureSpec Spec { get; } = new()
    {
        Name = "exaone",
        HuggingFaceClasses = ["ExaoneForCausalLM"],
        Hyperparameters = new()
        {
            LayerCount = new("num_layers") { Alternates = ["num_hidden_layers"] },
            NormEpsilon = new("layer_norm_epsilon") { Alternates = ["rms_norm_eps"], Default = 1e-5 },
            Activation = new("activation_function"),
        },
        Decoder = new(),
        Tensors =
        [
            new("transformer.wte.weight", TokenEmbedding),
            new("transformer.h.{layer}.ln_1.weight", AttentionNorm),
            new("transformer.h.{layer}.attn.attention.q_proj.weight", AttentionQuery),
            new("transformer.h.{layer}.attn.attention.k_proj.weight", AttentionKey),
            new("transformer.h.{layer}.attn.attention.v_proj.weight", AttentionValue),
            new("transformer.h.{layer}.attn.attention.out_proj.weight", AttentionOutput),
            new("transformer.h.{layer}.ln_2.weight", FeedForwardNorm),
            new("transformer.h.{layer}.mlp.c_fc_0.weight", FeedForwardGate),
            new("transformer.h.{layer}.mlp.c_fc_1.weight", FeedForwardUp),
            new("transformer.h.{layer}.mlp.c_proj.weight", FeedForwardDown),
            new("transformer.ln_f.weight", OutputNorm),
            new("lm_head.weight", Output) { TiedTo = TokenEmbedding },
        ],
        OmissiblePrefix = "transformer.",
        IgnoredSuffixes = [".rotary_emb.inv_freq", ".rotary.inv_freq", ".attn.bias", ".attn.masked_bias"],
        Gguf = new("exaone")
        {
            Rope = RopeLayout.HalfSplit,
            WritesDefaults = false,
            StoresRopeFrequencies = true,
            Keys =
            [
                GgufKeys.LayerCount, GgufKeys.ContextLength, GgufKeys.EmbeddingLength, GgufKeys.FeedForwardLength, GgufKeys.HeadCount,
                GgufKeys.KeyValueHeadCount, GgufKeys.RopeScaling, GgufKeys.RopeBase, GgufKeys.RmsEpsilon, GgufKeys.KeyLength, GgufKeys.ValueLength,
                GgufKeys.FileType, GgufKeys.RotaryLength,
            ],
            Vocabulary = new() { Kinds = [VocabularyKind.BytePair] },
        },
    };
}
