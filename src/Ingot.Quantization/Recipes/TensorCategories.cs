namespace Ingot.Quantization.Recipes;

/// <summary>What a GGUF tensor name says about its tensor: its category, its layer, and whether it may be quantized.</summary>
/// <remarks>Source: llama.cpp 0.7.0, the tensor categories of llama-quantize.</remarks>
internal static class TensorCategories
{
    // The first row whose text the name contains decides; the two exact names are looked at before.
    private static readonly (string Text, TensorCategory Category)[] byText =
    [
        ("attn_qkv.weight", TensorCategory.AttentionValue),
        ("attn_kv_b.weight", TensorCategory.AttentionValue),
        ("attn_v.weight", TensorCategory.AttentionValue),
        ("attn_k.weight", TensorCategory.AttentionKey),
        ("attn_q.weight", TensorCategory.AttentionQuery),
        ("attn_output.weight", TensorCategory.AttentionOutput),
        ("ffn_up", TensorCategory.FeedForwardUp),
        ("ffn_gate", TensorCategory.FeedForwardGate),
        ("ffn_down", TensorCategory.FeedForwardDown),
    ];

    private static readonly (string Name, TensorCategory Category)[] byName =
    [
        (OutputName, TensorCategory.Output),
        ("token_embd.weight", TensorCategory.TokenEmbedding),
        ("per_layer_token_embd.weight", TensorCategory.TokenEmbedding),
    ];

    // Weights too small or too delicate to be worth a block type, known by a part of their name.
    private static readonly string[] keptTexts =
    [
        "_norm.weight",
        "ffn_gate_inp.weight", "ffn_gate_tid2eid.weight", // routing of experts
        "altup", "laurel", "per_layer_model_proj", // Gemma 3n
        "ssm_conv1d", "shortconv.conv.weight", // convolutions over a few positions
        "indexer.k_proj.weight", "indexer.q_proj.weight",
        "time_mix_first.weight", "time_mix_w0.weight", "time_mix_w1.weight", "time_mix_w2.weight", // RWKV
        "time_mix_v0.weight", "time_mix_v1.weight", "time_mix_v2.weight",
        "time_mix_a0.weight", "time_mix_a1.weight", "time_mix_a2.weight",
        "time_mix_g1.weight", "time_mix_g2.weight",
        "time_mix_decay_w1.weight", "time_mix_decay_w2.weight", "time_mix_lerp_fused.weight",
        "attn_rel_b.weight", // T5's relative position bias
        ".position_embd", "sam.pos_embd", "sam.neck.", "sam.net_", ".rel_pos", ".patch_embd", ".patch_merger", // vision
        "a.rvq.codebook", "mm.a.code_embd", // audio
    ];

    private static readonly string[] keptNames = ["position_embd.weight", "token_types.weight"];

    /// <summary>The name of the output tensor.</summary>
    public const string OutputName = "output.weight";

    /// <summary>The category a name belongs to.</summary>
    public static TensorCategory Of(string name)
    {
        foreach ((string exact, TensorCategory category) in byName)
            if (name == exact)
                return category;
        foreach ((string text, TensorCategory category) in byText)
            if (name.Contains(text, StringComparison.Ordinal))
                return category;
        return TensorCategory.Other;
    }

    /// <summary>Whether a file type may change the type of this tensor: a matrix, or a stack of them, called a weight and not in the table.</summary>
    public static bool MayChange(RecipeTensor tensor)
    {
        // A GGUF shape's outer ones do not count: [1, 256] is a vector there.
        int rank = tensor.Shape.Dimensions.SkipWhile(dimension => dimension == 1).Count();
        return rank >= 2
            && tensor.Name.EndsWith("weight", StringComparison.Ordinal)
            && !keptNames.Contains(tensor.Name)
            && !Array.Exists(keptTexts, text => tensor.Name.Contains(text, StringComparison.Ordinal));
    }

    /// <summary>The layer in a name such as <c>blk.7.ffn_up.weight</c>; null when it names none.</summary>
    public static int? Layer(string name)
    {
        const string Prefix = "blk.";
        if (!name.StartsWith(Prefix, StringComparison.Ordinal))
            return null;
        ReadOnlySpan<char> rest = name.AsSpan(Prefix.Length);
        int digits = rest.IndexOfAnyExceptInRange('0', '9');
        return int.TryParse(digits < 0 ? rest : rest[..digits], out int layer) ? layer : null;
    }
}
