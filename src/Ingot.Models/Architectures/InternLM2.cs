using Ingot.Models.Transforms;
using static Ingot.Models.TensorRole;

namespace Ingot.Models.Architectures;

/// <summary>InternLM2: Llama's block with query, key and value packed by KV head, and names of its own.</summary>
/// <remarks>
/// Source: arXiv:2403.17297 and the published config.json. For every KV head, <c>wqkv</c> holds the rows of its query heads, then its
/// key rows, then its value rows. The configuration class is remote code, never run, so config.json must state what counts.
/// </remarks>
internal static class InternLM2
{
    public static ArchitectureSpec Spec { get; } = new()
    {
        Name = "internlm2",
        HuggingFaceClasses = ["InternLM2ForCausalLM"],
        Hyperparameters = new(),
        Decoder = new() { Norm = NormKind.Rms, Rope = RopeLayout.HalfSplit, Activation = Activation.Silu },
        Tensors =
        [
            new("model.tok_embeddings.weight", TokenEmbedding),
            new("model.layers.{layer}.attention_norm.weight", AttentionNorm),
            new("model.layers.{layer}.attention.wqkv.weight", AttentionQkv)
                { Packing = RowPacking.PerKeyValueHead(AttentionQuery, AttentionKey, AttentionValue) },
            new("model.layers.{layer}.attention.wo.weight", AttentionOutput),
            new("model.layers.{layer}.ffn_norm.weight", FeedForwardNorm),
            new("model.layers.{layer}.feed_forward.w1.weight", FeedForwardGate),
            new("model.layers.{layer}.feed_forward.w3.weight", FeedForwardUp),
            new("model.layers.{layer}.feed_forward.w2.weight", FeedForwardDown),
            new("model.norm.weight", OutputNorm),
            new("output.weight", Output) { TiedTo = TokenEmbedding },
        ],
        Gguf = new("internlm2")
        {
            Rope = RopeLayout.Interleaved,
            WritesDefaults = false,
            Vocabulary = new() { Kinds = [VocabularyKind.SentencePieceWithChatEnd] },
        },
    };
}
