using Ingot.Models.Transforms;
using static Ingot.Models.TensorRole;

namespace Ingot.Models.Architectures;

/// <summary>Ernie 4.5 dense decoders: Llama's block that rotates neighbours as trained, perhaps with biases everywhere.</summary>
/// <remarks>Source: the published config.json and transformers' Ernie4_5Config; older files pack query, key and value, and gate and up.</remarks>
internal static class Ernie45
{
    public static ArchitectureSpec Spec { get; } = Llama.Spec with
    {
        Name = "ernie4_5",
        HuggingFaceClasses = ["Ernie4_5ForCausalLM", "Ernie4_5_ForCausalLM"],
        Hyperparameters = new()
        {
            KeyValueHeadCount = new("num_key_value_heads") { Default = 2 },
            HeadLength = new("head_dim") { Default = 128 },
            HeadLengthIsAlwaysStated = true,
            NormEpsilon = new("rms_norm_eps") { Default = 1e-5 },
            RopeBase = new("rope_theta") { Default = 500_000 },
            TiedEmbeddingsDefault = true,
        },
        Decoder = Llama.Spec.Decoder with { Rope = RopeLayout.Interleaved },
        Tensors =
        [
            .. Llama.Spec.Tensors,
            new("model.layers.{layer}.self_attn.qkv_proj.weight", AttentionQkv)
                { Packing = RowPacking.InOrder(AttentionQuery, AttentionKey, AttentionValue), Optional = true },
            new("model.layers.{layer}.mlp.up_gate_proj.weight", FeedForwardGateUp)
                { Packing = RowPacking.InOrder(FeedForwardGate, FeedForwardUp), Optional = true },
        ],
        Gguf = new("ernie4_5") { Rope = RopeLayout.Interleaved, Vocabulary = new() { SpacePrefix = SpacePrefixRule.StatedLast } },
    };
}
