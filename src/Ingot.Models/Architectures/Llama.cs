using static Ingot.Models.TensorRole;

namespace Ingot.Models.Architectures;

/// <summary>Llama 1 to 3 and all that were published in their form: pre-norm blocks with rope, gated SiLU and grouped queries.</summary>
/// <remarks>Source: arXiv:2302.13971, arXiv:2407.21783 and the published config.json files.</remarks>
internal static class Llama
{
    public static ArchitectureSpec Spec { get; } = new()
    {
        Name = "llama",
        HuggingFaceClasses = ["LlamaForCausalLM", "LLaMAForCausalLM", "LlamaModel", "IQuestCoderForCausalLM"],
        Hyperparameters = new() { HeadLengthIsAlwaysStated = true },
        Decoder = new() { Norm = NormKind.Rms, Rope = RopeLayout.HalfSplit, Activation = Activation.Silu },
        Tensors =
        [
            new("model.embed_tokens.weight", TokenEmbedding),
            new("model.layers.{layer}.input_layernorm.weight", AttentionNorm),
            new("model.layers.{layer}.self_attn.q_proj.weight", AttentionQuery),
            new("model.layers.{layer}.self_attn.q_proj.bias", AttentionQueryBias) { Optional = true },
            new("model.layers.{layer}.self_attn.k_proj.weight", AttentionKey),
            new("model.layers.{layer}.self_attn.k_proj.bias", AttentionKeyBias) { Optional = true },
            new("model.layers.{layer}.self_attn.v_proj.weight", AttentionValue),
            new("model.layers.{layer}.self_attn.v_proj.bias", AttentionValueBias) { Optional = true },
            new("model.layers.{layer}.self_attn.o_proj.weight", AttentionOutput),
            new("model.layers.{layer}.self_attn.o_proj.bias", AttentionOutputBias) { Optional = true },
            new("model.layers.{layer}.post_attention_layernorm.weight", FeedForwardNorm),
            new("model.layers.{layer}.mlp.gate_proj.weight", FeedForwardGate),
            new("model.layers.{layer}.mlp.gate_proj.bias", FeedForwardGateBias) { Optional = true },
            new("model.layers.{layer}.mlp.up_proj.weight", FeedForwardUp),
            new("model.layers.{layer}.mlp.up_proj.bias", FeedForwardUpBias) { Optional = true },
            new("model.layers.{layer}.mlp.down_proj.weight", FeedForwardDown),
            new("model.layers.{layer}.mlp.down_proj.bias", FeedForwardDownBias) { Optional = true },
            new("model.norm.weight", OutputNorm),
            new("lm_head.weight", Output) { TiedTo = TokenEmbedding },
        ],
        // GGUF readers rotate neighbours in this family, so query and key rows move; all others below rotate halves.
        Gguf = new("llama")
        {
            Rope = RopeLayout.Interleaved,
            StoresRopeFrequencies = true,
            Keys = [.. GgufKeys.Common, GgufKeys.VocabularySize, GgufKeys.RotaryLength],
            Vocabulary = new()
            {
                Kinds = [VocabularyKind.SentencePiece, VocabularyKind.ConvertedSentencePiece, VocabularyKind.BytePair],
                SpacePrefix = SpacePrefixRule.StatedFirst,

                // Two members of the family, which the published converter tells by the sizes of their vocabularies: CodeLlama's end of
                // an infilled middle, and a code model whose files wrongly ask for a begin token.
                Tokens = [new("eot") { Id = 32_010, VocabularySize = 32_016 }, new("bos") { IsAdded = false, VocabularySize = 49_152 }],
            },
        },
    };
}
