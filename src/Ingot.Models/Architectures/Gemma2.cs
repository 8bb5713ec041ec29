using Ingot.Models.Transforms;
using static Ingot.Models.TensorRole;

namespace Ingot.Models.Architectures;

/// <summary>Gemma 2: Gemma with norms around both blocks, soft caps, and a sliding window in every other layer.</summary>
/// <remarks>Source: arXiv:2408.00118 and the published config.json.</remarks>
internal static class Gemma2
{
    public static ArchitectureSpec Spec { get; } = Gemma.Spec with
    {
        Name = "gemma2",
        HuggingFaceClasses = ["Gemma2ForCausalLM"],
        Hyperparameters = Gemma.Spec.Hyperparameters with
        {
            AttentionScale = new("query_pre_attn_scalar") { Default = 256, Power = -0.5 },
            AttentionSoftCap = new("attn_logit_softcapping") { Default = 50 },
            LogitSoftCap = new("final_logit_softcapping") { Default = 30 },
            SlidingWindow = new("sliding_window") { Default = 4096 },
            SlidingPeriod = new("sliding_window_pattern") { Default = 2 },
        },
        Decoder = Gemma.Spec.Decoder with { BlockNorms = BlockNorms.Around },
        Tensors =
        [
            new("model.embed_tokens.weight", TokenEmbedding),
            new("model.layers.{layer}.input_layernorm.weight", AttentionNorm) { Transform = new AddedConstant(1) },
            new("model.layers.{layer}.self_attn.q_proj.weight", AttentionQuery),
            new("model.layers.{layer}.self_attn.k_proj.weight", AttentionKey),
            new("model.layers.{layer}.self_attn.v_proj.weight", AttentionValue),
            new("model.layers.{layer}.self_attn.o_proj.weight", AttentionOutput),
            new("model.layers.{layer}.post_attention_layernorm.weight", AttentionPostNorm) { Transform = new AddedConstant(1) },
            new("model.layers.{layer}.pre_feedforward_layernorm.weight", FeedForwardNorm) { Transform = new AddedConstant(1) },
            new("model.layers.{layer}.mlp.gate_proj.weight", FeedForwardGate),
            new("model.layers.{layer}.mlp.up_proj.weight", FeedForwardUp),
            new("model.layers.{layer}.mlp.down_proj.weight", FeedForwardDown),
            new("model.layers.{layer}.post_feedforward_layernorm.weight", FeedForwardPostNorm) { Transform = new AddedConstant(1) },
            new("model.norm.weight", OutputNorm) { Transform = new AddedConstant(1) },
        ],
        Gguf = Gemma.Spec.Gguf with
        {
            Architecture = "gemma2",
            Keys = [.. Gemma.Spec.Gguf.Keys, GgufKeys.AttentionSoftCap, GgufKeys.LogitSoftCap, GgufKeys.SlidingWindow],
            Vocabulary = new() { Kinds = [VocabularyKind.SentencePiece], SpacePrefix = SpacePrefixRule.Never },
        },
    };
}
