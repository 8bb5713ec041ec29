using System.Collections.Frozen;
using Ingot.Models;

namespace Ingot.Inference.Modules;

/// <summary>What linear layers are called, whatever a family calls them: as Llama's modules are in PyTorch, and experts as Mixtral's kind.</summary>
internal static class ModuleNames
{
    private static readonly FrozenDictionary<TensorRole, string> inALayer = new Dictionary<TensorRole, string>
    {
        [TensorRole.AttentionQuery] = "self_attn.q_proj",
        [TensorRole.AttentionKey] = "self_attn.k_proj",
        [TensorRole.AttentionValue] = "self_attn.v_proj",
        [TensorRole.AttentionOutput] = "self_attn.o_proj",
        [TensorRole.LatentQuery] = "self_attn.q_proj",
        [TensorRole.LatentQueryDown] = "self_attn.q_a_proj",
        [TensorRole.LatentQueryUp] = "self_attn.q_b_proj",
        [TensorRole.LatentKeyValueDown] = "self_attn.kv_a_proj_with_mqa",
        [TensorRole.LatentOutput] = "self_attn.o_proj",
        [TensorRole.FeedForwardGate] = "mlp.gate_proj",
        [TensorRole.FeedForwardUp] = "mlp.up_proj",
        [TensorRole.FeedForwardDown] = "mlp.down_proj",
        [TensorRole.ExpertRouter] = "mlp.gate",
        [TensorRole.ExpertGate] = "mlp.experts.{expert}.gate_proj",
        [TensorRole.ExpertUp] = "mlp.experts.{expert}.up_proj",
        [TensorRole.ExpertDown] = "mlp.experts.{expert}.down_proj",
        [TensorRole.SharedExpertRouter] = "mlp.shared_expert_gate",
        [TensorRole.SharedExpertGate] = "mlp.shared_expert.gate_proj",
        [TensorRole.SharedExpertUp] = "mlp.shared_expert.up_proj",
        [TensorRole.SharedExpertDown] = "mlp.shared_expert.down_proj",
        [TensorRole.ShortConvolutionIn] = "conv.in_proj",
        [TensorRole.ShortConvolutionOut] = "conv.out_proj",
        [TensorRole.StateSpaceIn] = "mixer.in_proj",
        [TensorRole.StateSpaceProjection] = "mixer.x_proj",
        [TensorRole.StateSpaceTimeStep] = "mixer.dt_proj",
        [TensorRole.StateSpaceOut] = "mixer.out_proj",
    }.ToFrozenDictionary();

    /// <summary>The name of a layer; the head's is <c>lm_head</c>, tied or not.</summary>
    public static string Of(LinearLayer layer) => layer.Layer < 0
        ? "lm_head"
        : $"model.layers.{layer.Layer}.{inALayer[layer.Role].Replace("{expert}", $"{layer.Expert}", StringComparison.Ordinal)}";
}
