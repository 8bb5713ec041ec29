using Ingot.Models.Transforms;
using static Ingot.Models.TensorRole;

namespace Ingot.Models.Architectures;

/// <summary>gpt-oss: experts with a clamped gate, a sink in every head's softmax, a window in every other layer, biases everywhere.</summary>
/// <remarks>
/// Source: the published config.json and modelling code. Rows of gate and up alternate. Published checkpoints store the experts as
/// MXFP4; decoded ones store them transposed.
/// </remarks>
internal static class GptOss
{
    public static ArchitectureSpec Spec { get; } = new()
    {
        Name = "gpt_oss",
        HuggingFaceClasses = ["GptOssForCausalLM"],
        Hyperparameters = new()
        {
            KeyValueHeadCount = new("num_key_value_heads") { Default = 8 },
            HeadLength = new("head_dim") { Default = 64 },
            HeadLengthIsAlwaysStated = true,
            NormEpsilon = new("rms_norm_eps") { Default = 1e-5 },
            RopeBase = new("rope_theta") { Default = 150000 },
            SlidingWindow = new("sliding_window") { Default = 128 },
            SlidingPeriod = ConfigKey.Always(2),
            // config.json says SiLU, which is not the half of it.
            Activation = new(""),
            Experts = new()
            {
                Count = new("num_local_experts") { Alternates = ["num_experts"], Default = 128 },
                UsedCount = new("num_experts_per_tok") { Alternates = ["experts_per_token"], Default = 4 },
                FeedForwardLength = null,
                Router = RouterKind.SoftmaxOfChosen,
            },
        },
        Decoder = new() { Norm = NormKind.Rms, Rope = RopeLayout.HalfSplit, Activation = Activation.ClampedSilu, NormRounding = NormRounding.AfterGain },
        Tensors =
        [
            new("model.embed_tokens.weight", TokenEmbedding),
            new("model.layers.{layer}.input_layernorm.weight", AttentionNorm),
            new("model.layers.{layer}.self_attn.q_proj.weight", AttentionQuery),
            new("model.layers.{layer}.self_attn.q_proj.bias", AttentionQueryBias),
            new("model.layers.{layer}.self_attn.k_proj.weight", AttentionKey),
            new("model.layers.{layer}.self_attn.k_proj.bias", AttentionKeyBias),
            new("model.layers.{layer}.self_attn.v_proj.weight", AttentionValue),
            new("model.layers.{layer}.self_attn.v_proj.bias", AttentionValueBias),
            new("model.layers.{layer}.self_attn.o_proj.weight", AttentionOutput),
            new("model.layers.{layer}.self_attn.o_proj.bias", AttentionOutputBias),
            new("model.layers.{layer}.self_attn.sinks", AttentionSinks),
            new("model.layers.{layer}.post_attention_layernorm.weight", FeedForwardNorm),
            new("model.layers.{layer}.mlp.router.weight", ExpertRouter),
            new("model.layers.{layer}.mlp.router.bias", ExpertRouterBias),
            new("model.layers.{layer}.mlp.experts.gate_up_proj", ExpertGateUp)
                { Transform = new MatrixTransposition(), Packing = RowPacking.RowByRow(ExpertGate, ExpertUp) },
            new("model.layers.{layer}.mlp.experts.gate_up_proj_bias", ExpertGateUpBias) { Packing = RowPacking.RowByRow(ExpertGateBias, ExpertUpBias) },
            new("model.layers.{layer}.mlp.experts.down_proj", ExpertDown) { Transform = new MatrixTransposition() },
            new("model.layers.{layer}.mlp.experts.down_proj_bias", ExpertDownBias),
            // As published, in four bits: in the order of a linear layer, and first in GGUF.
            new("model.layers.{layer}.mlp.experts.down_proj.weight", ExpertDown) { Optional = true, GoesFirst = true },
            new("model.layers.{layer}.mlp.experts.gate_up_proj.weight", ExpertGateUp)
                { Optional = true, GoesFirst = true, Packing = RowPacking.RowByRow(ExpertGate, ExpertUp) },
            new("model.norm.weight", OutputNorm),
            new("lm_head.weight", Output) { TiedTo = TokenEmbedding },
        ],
        Gguf = new("gpt-oss")
        {
            Rope = RopeLayout.HalfSplit,
            KeepsFourBits = [ExpertGate, ExpertUp, ExpertDown],
            Names = new Dictionary<TensorRole, string> { [FeedForwardNorm] = "blk.{layer}.post_attention_norm.weight" },
            Keys = [.. GgufKeys.Common, GgufKeys.SlidingWindow, GgufKeys.ExpertFeedForwardLength],
            Vocabulary = new() { Kinds = [VocabularyKind.BytePair] },
        },
    };
}
