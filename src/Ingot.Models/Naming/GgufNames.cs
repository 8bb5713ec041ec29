using Ingot.Models.Transforms;
using static Ingot.Models.TensorRole;

namespace Ingot.Models.Naming;

/// <summary>What GGUF calls each role.</summary>
/// <remarks>Source: the GGUF specification's list of standardized tensor names.</remarks>
public static class GgufNames
{
    private static readonly Dictionary<TensorRole, string> patterns = new()
    {
        [TokenEmbedding] = "token_embd.weight",
        [TokenEmbeddingNorm] = "token_embd_norm.weight",
        [TokenEmbeddingNormBias] = "token_embd_norm.bias",
        [PositionEmbedding] = "position_embd.weight",
        [OutputNorm] = "output_norm.weight",
        [OutputNormBias] = "output_norm.bias",
        [Output] = "output.weight",
        [OutputBias] = "output.bias",
        [RopeFrequencies] = "rope_freqs.weight",
        [RopeLongFactors] = "rope_factors_long.weight",
        [RopeShortFactors] = "rope_factors_short.weight",
        [AttentionNorm] = "blk.{layer}.attn_norm.weight",
        [AttentionNormBias] = "blk.{layer}.attn_norm.bias",
        [AttentionOwnNorm] = "blk.{layer}.attn_norm_2.weight",
        [AttentionOwnNormBias] = "blk.{layer}.attn_norm_2.bias",
        [AttentionQkv] = "blk.{layer}.attn_qkv.weight",
        [AttentionQkvBias] = "blk.{layer}.attn_qkv.bias",
        [AttentionQuery] = "blk.{layer}.attn_q.weight",
        [AttentionQueryBias] = "blk.{layer}.attn_q.bias",
        [AttentionQueryNorm] = "blk.{layer}.attn_q_norm.weight",
        [AttentionQueryRowNorm] = "blk.{layer}.attn_q_norm.weight",
        [AttentionQueryHeadNorms] = "blk.{layer}.attn_q_norm.weight",
        [AttentionKey] = "blk.{layer}.attn_k.weight",
        [AttentionKeyBias] = "blk.{layer}.attn_k.bias",
        [AttentionKeyNorm] = "blk.{layer}.attn_k_norm.weight",
        [AttentionKeyRowNorm] = "blk.{layer}.attn_k_norm.weight",
        [AttentionKeyHeadNorms] = "blk.{layer}.attn_k_norm.weight",
        [AttentionValue] = "blk.{layer}.attn_v.weight",
        [AttentionValueBias] = "blk.{layer}.attn_v.bias",
        [AttentionOutput] = "blk.{layer}.attn_output.weight",
        [AttentionOutputBias] = "blk.{layer}.attn_output.bias",
        [AttentionPostNorm] = "blk.{layer}.post_attention_norm.weight",
        [FeedForwardNorm] = "blk.{layer}.ffn_norm.weight",
        [FeedForwardNormBias] = "blk.{layer}.ffn_norm.bias",
        [FeedForwardGateUp] = "blk.{layer}.ffn_up.weight",
        [FeedForwardGate] = "blk.{layer}.ffn_gate.weight",
        [FeedForwardGateBias] = "blk.{layer}.ffn_gate.bias",
        [FeedForwardUp] = "blk.{layer}.ffn_up.weight",
        [FeedForwardUpBias] = "blk.{layer}.ffn_up.bias",
        [FeedForwardDown] = "blk.{layer}.ffn_down.weight",
        [FeedForwardDownBias] = "blk.{layer}.ffn_down.bias",
        [FeedForwardPostNorm] = "blk.{layer}.post_ffw_norm.weight",
        [AttentionSumNorm] = "blk.{layer}.attn_output_norm.weight",
        [AttentionSumNormBias] = "blk.{layer}.attn_output_norm.bias",
        [FeedForwardSumNorm] = "blk.{layer}.layer_output_norm.weight",
        [FeedForwardSumNormBias] = "blk.{layer}.layer_output_norm.bias",
        [TokenTypeEmbedding] = "token_types.weight",
        [RelativeBias] = "dec.blk.{layer}.attn_rel_b.weight",
        [CrossAttentionNorm] = "dec.blk.{layer}.cross_attn_norm.weight",
        [CrossAttentionQuery] = "dec.blk.{layer}.cross_attn_q.weight",
        [CrossAttentionKey] = "dec.blk.{layer}.cross_attn_k.weight",
        [CrossAttentionValue] = "dec.blk.{layer}.cross_attn_v.weight",
        [CrossAttentionOutput] = "dec.blk.{layer}.cross_attn_o.weight",
        [EncoderAttentionNorm] = "enc.blk.{layer}.attn_norm.weight",
        [EncoderAttentionQuery] = "enc.blk.{layer}.attn_q.weight",
        [EncoderAttentionKey] = "enc.blk.{layer}.attn_k.weight",
        [EncoderAttentionValue] = "enc.blk.{layer}.attn_v.weight",
        [EncoderAttentionOutput] = "enc.blk.{layer}.attn_o.weight",
        [EncoderRelativeBias] = "enc.blk.{layer}.attn_rel_b.weight",
        [EncoderFeedForwardNorm] = "enc.blk.{layer}.ffn_norm.weight",
        [EncoderFeedForwardGate] = "enc.blk.{layer}.ffn_gate.weight",
        [EncoderFeedForwardUp] = "enc.blk.{layer}.ffn_up.weight",
        [EncoderFeedForwardDown] = "enc.blk.{layer}.ffn_down.weight",
        [EncoderOutputNorm] = "enc.output_norm.weight",
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
        [LatentQuery] = "blk.{layer}.attn_q.weight",
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

    /// <summary>The usual name pattern of a role, with <c>{layer}</c> in those of the layers.</summary>
    public static string PatternOf(TensorRole role) => patterns[role];

    /// <summary>The name pattern of a role in a family's files.</summary>
    public static string PatternOf(ArchitectureSpec spec, TensorRole role)
    {
        ArgumentNullException.ThrowIfNull(spec);
        return spec.Gguf.Names.GetValueOrDefault(role) ?? patterns[role];
    }

    /// <summary>The usual name of a role in a layer; the layer is not looked at for roles outside the layers.</summary>
    public static string NameOf(TensorRole role, int layer = -1) => new TensorSpec(patterns[role], role).NameIn(layer);

    /// <summary>A role as a family's GGUF files store it.</summary>
    public static TensorSpec SpecOf(ArchitectureSpec spec, TensorRole role)
    {
        ArgumentNullException.ThrowIfNull(spec);
        return new(PatternOf(spec, role), role) { Transform = spec.Gguf.Transforms.GetValueOrDefault(role)?.Inverse };
    }

    /// <summary>What a family's tensor becomes: itself under another name, its parts, or all of them packed part after part.</summary>
    public static IEnumerable<TensorSpec> SpecsOf(ArchitectureSpec spec, TensorSpec tensor)
    {
        ArgumentNullException.ThrowIfNull(spec);
        ArgumentNullException.ThrowIfNull(tensor);
        return tensor.Packing is not null && spec.Gguf.KeepsPacked.Contains(tensor.Role)
            ? [SpecOf(spec, tensor.Role) with { Packing = RowPacking.InOrder([.. tensor.Packing.Parts]) }]
            : tensor.Roles.Select(role => SpecOf(spec, role));
    }

    /// <summary>A family's tensors as a GGUF holds them: parts apart or kept packed, experts stacked, and the frequency factors it stores.</summary>
    public static IReadOnlyList<TensorSpec> TensorsOf(ArchitectureSpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        List<TensorSpec> tensors = [.. FactorRoles(spec.Gguf).Select(role => SpecOf(spec, role) with { Optional = true })];
        HashSet<TensorRole> known = [];
        foreach (TensorSpec tensor in spec.Tensors)
        {
            foreach (TensorSpec stored in SpecsOf(spec, tensor).Where(stored => known.Add(stored.Role)))
                tensors.Add(stored with { Optional = tensor.Optional, TiedTo = tensor.TiedTo, In = tensor.In });
        }

        // Readers of the format take the parts apart as well, so another family of the architecture may store them so.
        HashSet<string> names = [.. tensors.Select(tensor => tensor.NamePattern)];
        foreach (TensorSpec packed in tensors.Where(tensor => tensor.Packing is not null).ToArray())
        {
            tensors.AddRange(packed.Roles.Where(role => known.Add(role)).Select(role => SpecOf(spec, role) with { Optional = true, In = packed.In })
                .Where(part => names.Add(part.NamePattern)));
        }

        return tensors;
    }

    /// <summary>The roles of the frequency factors a family's files may begin with, in order.</summary>
    internal static IEnumerable<TensorRole> FactorRoles(GgufSpec gguf) =>
        gguf.StoresRopeFrequencies ? [RopeFrequencies] : gguf.StoresLongRopeFactors ? [RopeLongFactors, RopeShortFactors] : [];
}
