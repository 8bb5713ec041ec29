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
    };

    /// <summary>The name pattern of a role, with <c>{layer}</c> in those of the layers.</summary>
    public static string PatternOf(TensorRole role) => patterns[role];

    /// <summary>The name of a role in a layer; the layer is not looked at for roles outside the layers.</summary>
    public static string NameOf(TensorRole role, int layer = -1) => new TensorSpec(patterns[role], role).NameIn(layer);

    /// <summary>A family's tensors as a GGUF holds them: unpacked, and with the frequency factors where the family stores them.</summary>
    public static IReadOnlyList<TensorSpec> TensorsOf(ArchitectureSpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        List<TensorSpec> tensors = [];
        if (spec.Gguf.StoresRopeFrequencies)
            tensors.Add(new(PatternOf(RopeFrequencies), RopeFrequencies) { Optional = true });
        foreach (TensorSpec tensor in spec.Tensors)
        {
            foreach (TensorRole role in tensor.Roles)
                tensors.Add(new(PatternOf(role), role) { Optional = tensor.Optional, TiedTo = tensor.TiedTo });
        }

        return tensors;
    }
}
