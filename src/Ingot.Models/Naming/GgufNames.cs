using static Ingot.Models.TensorRole;

namespace Ingot.Models.Naming;

/// <summary>What GGUF calls each role.</summary>
/// <remarks>Source: the GGUF specification's list of standardized tensor names.</remarks>
public static class GgufNames
{
    private static readonly Dictionary<TensorRole, string> patterns = new()
    {
        [TokenEmbedding] = "token_embd.weight",
        [OutputNorm] = "output_norm.weight",
        [Output] = "output.weight",
        [RopeFrequencies] = "rope_freqs.weight",
        [AttentionNorm] = "blk.{layer}.attn_norm.weight",
        [AttentionQkv] = "blk.{layer}.attn_qkv.weight",
        [AttentionQuery] = "blk.{layer}.attn_q.weight",
        [AttentionQueryBias] = "blk.{layer}.attn_q.bias",
        [AttentionQueryNorm] = "blk.{layer}.attn_q_norm.weight",
        [AttentionKey] = "blk.{layer}.attn_k.weight",
        [AttentionKeyBias] = "blk.{layer}.attn_k.bias",
        [AttentionKeyNorm] = "blk.{layer}.attn_k_norm.weight",
        [AttentionValue] = "blk.{layer}.attn_v.weight",
        [AttentionValueBias] = "blk.{layer}.attn_v.bias",
        [AttentionOutput] = "blk.{layer}.attn_output.weight",
        [AttentionOutputBias] = "blk.{layer}.attn_output.bias",
        [FeedForwardNorm] = "blk.{layer}.ffn_norm.weight",
        [FeedForwardGate] = "blk.{layer}.ffn_gate.weight",
        [FeedForwardUp] = "blk.{layer}.ffn_up.weight",
        [FeedForwardDown] = "blk.{layer}.ffn_down.weight",
        [ExpertRouter] = "blk.{layer}.ffn_gate_inp.weight",
        [ExpertRouterBias] = "blk.{layer}.ffn_gate_inp.bias",
        [ExpertSelectionBias] = "blk.{layer}.exp_probs_b.bias",
        [ExpertGate] = "blk.{layer}.ffn_gate_exps.weight",
        [ExpertGateBias] = "blk.{layer}.ffn_gate_exps.bias",
        [ExpertUp] = "blk.{layer}.ffn_up_exps.weight",
        [ExpertUpBias] = "blk.{layer}.ffn_up_exps.bias",
        [ExpertDown] = "blk.{layer}.ffn_down_exps.weight",
        [ExpertDownBias] = "blk.{layer}.ffn_down_exps.bias",
        [SharedExpertRouter] = "blk.{layer}.ffn_gate_inp_shexp.weight",
        [SharedExpertGate] = "blk.{layer}.ffn_gate_shexp.weight",
        [SharedExpertUp] = "blk.{layer}.ffn_up_shexp.weight",
        [SharedExpertDown] = "blk.{layer}.ffn_down_shexp.weight",
        [AttentionSinks] = "blk.{layer}.attn_sinks.weight",
        [LatentQueryDown] = "blk.{layer}.attn_q_a.weight",
        [LatentQueryNorm] = "blk.{layer}.attn_q_a_norm.weight",
        [LatentQueryUp] = "blk.{layer}.attn_q_b.weight",
        [LatentKeyValueDown] = "blk.{layer}.attn_kv_a_mqa.weight",
        [LatentKeyValueNorm] = "blk.{layer}.attn_kv_a_norm.weight",
        [LatentKeyUp] = "blk.{layer}.attn_k_b.weight",
        [LatentValueUp] = "blk.{layer}.attn_v_b.weight",
        [LatentOutput] = "blk.{layer}.attn_output.weight",
        [ShortConvolutionIn] = "blk.{layer}.shortconv.in_proj.weight",
        [ShortConvolutionInBias] = "blk.{layer}.shortconv.in_proj.bias",
        [ShortConvolution] = "blk.{layer}.shortconv.conv.weight",
        [ShortConvolutionBias] = "blk.{layer}.shortconv.conv.bias",
        [ShortConvolutionOut] = "blk.{layer}.shortconv.out_proj.weight",
        [ShortConvolutionOutBias] = "blk.{layer}.shortconv.out_proj.bias",
        [StateSpaceIn] = "blk.{layer}.ssm_in.weight",
        [StateSpaceConvolution] = "blk.{layer}.ssm_conv1d.weight",
        [StateSpaceConvolutionBias] = "blk.{layer}.ssm_conv1d.bias",
        [StateSpaceProjection] = "blk.{layer}.ssm_x.weight",
        [StateSpaceTimeStep] = "blk.{layer}.ssm_dt.weight",
        [StateSpaceTimeStepBias] = "blk.{layer}.ssm_dt.bias",
        [StateSpaceDecay] = "blk.{layer}.ssm_a",
        [StateSpaceSkip] = "blk.{layer}.ssm_d",
        [StateSpaceOut] = "blk.{layer}.ssm_out.weight",
    };

    /// <summary>The name pattern of a role, with <c>{layer}</c> in those of the layers.</summary>
    public static string PatternOf(TensorRole role) => patterns[role];

    /// <summary>The name pattern of a role in a family's files.</summary>
    public static string PatternOf(ArchitectureSpec spec, TensorRole role)
    {
        ArgumentNullException.ThrowIfNull(spec);
        return spec.Gguf.Names.GetValueOrDefault(role) ?? patterns[role];
    }

    /// <summary>The name of a role in a layer; the layer is not looked at for roles outside the layers.</summary>
    public static string NameOf(TensorRole role, int layer = -1) => new TensorSpec(patterns[role], role).NameIn(layer);

    /// <summary>A role as a family's GGUF files store it.</summary>
    public static TensorSpec SpecOf(ArchitectureSpec spec, TensorRole role) =>
        new(PatternOf(spec, role), role) { Transform = spec.Gguf.Transforms.GetValueOrDefault(role)?.Inverse };

    /// <summary>A family's tensors as a GGUF holds them: unpacked and stacked, and with the frequency factors where the family stores them.</summary>
    public static IReadOnlyList<TensorSpec> TensorsOf(ArchitectureSpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        List<TensorSpec> tensors = [];
        HashSet<TensorRole> known = [];
        if (spec.Gguf.StoresRopeFrequencies)
            tensors.Add(new(PatternOf(RopeFrequencies), RopeFrequencies) { Optional = true });
        foreach (TensorSpec tensor in spec.Tensors)
        {
            foreach (TensorRole role in tensor.Roles)
            {
                if (known.Add(role))
                    tensors.Add(SpecOf(spec, role) with { Optional = tensor.Optional, TiedTo = tensor.TiedTo, In = tensor.In });
            }
        }

        return tensors;
    }
}
