using static Ingot.Models.TensorRole;

namespace Ingot.Models.Architectures;

/// <summary>MiniMax M2: norms over all queries and over all keys, part of each head rotates, experts chosen by a biased sigmoid in every layer.</summary>
/// <remarks>Source: the published config.json and transformers' MiniMaxM2Config.</remarks>
internal static class MiniMaxM2
{
    public static ArchitectureSpec Spec { get; } = new()
    {
        Name = "minimax_m2",
        HuggingFaceClasses = ["MiniMaxM2ForCausalLM"],
        Hyperparameters = new()
        {
            KeyValueHeadCount = new("num_key_value_heads") { Default = 8 },
            HeadLength = new("head_dim") { Default = 128 },
            HeadLengthIsAlwaysStated = true,
            RopeBase = new("rope_theta") { Default = 5_000_000 },
            RotaryFactor = new("rotary_dim") { DividedBy = "head_dim" },
            Experts = new()
            {
                Count = new("num_local_experts") { Default = 256 },
                UsedCount = new("num_experts_per_tok") { Default = 8 },
                FeedForwardLength = null,
                Router = RouterKind.Sigmoid,
                RouterName = "scoring_func",
            },
        },
        Decoder = new() { Norm = NormKind.Rms, Rope = RopeLayout.HalfSplit, Activation = Activation.Silu },
        Tensors =
        [
            new("model.embed_tokens.weight", TokenEmbedding),
            new("model.layers.{layer}.input_layernorm.weight", AttentionNorm),
            new("model.layers.{layer}.self_attn.q_proj.weight", AttentionQuery),
            new("model.layers.{layer}.self_attn.q_norm.weight", AttentionQueryRowNorm),
            new("model.layers.{layer}.self_attn.k_proj.weight", AttentionKey),
            new("model.layers.{layer}.self_attn.k_norm.weight", AttentionKeyRowNorm),
            new("model.layers.{layer}.self_attn.v_proj.weight", AttentionValue),
            new("model.layers.{layer}.self_attn.o_proj.weight", AttentionOutput),
            new("model.layers.{layer}.post_attention_layernorm.weight", FeedForwardNorm),
            new("model.layers.{layer}.block_sparse_moe.gate.weight", ExpertRouter),
            new("model.layers.{layer}.block_sparse_moe.e_score_correction_bias", ExpertSelectionBias) { Optional = true },
            new("model.layers.{layer}.block_sparse_moe.experts.{expert}.w1.weight", ExpertGate),
            new("model.layers.{layer}.block_sparse_moe.experts.{expert}.w2.weight", ExpertDown),
            new("model.layers.{layer}.block_sparse_moe.experts.{expert}.w3.weight", ExpertUp),
            new("model.norm.weight", OutputNorm),
            new("lm_head.weight", Output) { TiedTo = TokenEmbedding },
        ],
        Gguf = new("minimax-m2")
        {
            Rope = RopeLayout.HalfSplit,
            Keys = [.. GgufKeys.Common, GgufKeys.ExpertFeedForwardLength, GgufKeys.RotaryLength],
            Vocabulary = new() { Kinds = [VocabularyKind.BytePair] },
        },
    };
}
