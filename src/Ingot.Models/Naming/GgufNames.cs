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
    };

    /// <summary>The usual name pattern of a role, with <c>{layer}</c> in those of the layers.</summary>
    public static string PatternOf(TensorRole role) => patterns[role];

    /// <summary>The name pattern of a role in a family's files.</summary>
    public static string PatternOf(TensorRole role, GgufSpec gguf)
    {
        ArgumentNullException.ThrowIfNull(gguf);
        return gguf.Names.TryGetValue(role, out string? own) ? own : patterns[role];
    }

    /// <summary>The usual name of a role in a layer; the layer is not looked at for roles outside the layers.</summary>
    public static string NameOf(TensorRole role, int layer = -1) => new TensorSpec(patterns[role], role).NameIn(layer);

    /// <summary>A family's tensors as a GGUF holds them: parts apart or kept packed, and the frequency factors the family stores.</summary>
    public static IReadOnlyList<TensorSpec> TensorsOf(ArchitectureSpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        return
        [
            .. FactorRoles(spec.Gguf).Select(role => new TensorSpec(PatternOf(role, spec.Gguf), role) { Optional = true }),
            .. spec.Tensors.SelectMany(tensor => Of(tensor, spec.Gguf)).DistinctBy(tensor => (tensor.Role, tensor.NamePattern)),
        ];
    }

    /// <summary>What a family's tensor becomes: itself under another name, its parts, or all of them packed part after part.</summary>
    public static IEnumerable<TensorSpec> Of(TensorSpec tensor, GgufSpec gguf)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        ArgumentNullException.ThrowIfNull(gguf);
        if (tensor.Packing is not null && gguf.KeepsPacked.Contains(tensor.Role))
        {
            return
            [
                new(PatternOf(tensor.Role, gguf), tensor.Role) { Optional = tensor.Optional, Packing = RowPacking.InOrder([.. tensor.Packing.Parts]) },
            ];
        }

        return tensor.Roles.Select(role => new TensorSpec(PatternOf(role, gguf), role) { Optional = tensor.Optional, TiedTo = tensor.TiedTo });
    }

    /// <summary>The roles of the frequency factors a family's files may begin with, in order.</summary>
    internal static IEnumerable<TensorRole> FactorRoles(GgufSpec gguf) =>
        gguf.StoresRopeFrequencies ? [RopeFrequencies] : gguf.StoresLongRopeFactors ? [RopeLongFactors, RopeShortFactors] : [];
}
