namespace Ingot.Checkpoints.Gguf;

/// <summary>The keys we add to a GGUF: what the format cannot say otherwise. Other readers ignore them.</summary>
public static class IngotKeys
{
    /// <summary>JSON text: which tool made the file from which sources with which options, findings and errors.</summary>
    public const string Lineage = "ingot.lineage";

    /// <summary>JSON text: a rope scaling rule GGUF has no key for.</summary>
    public const string RopeScaling = "ingot.rope_scaling";

    /// <summary>uint32: the id whose piece is U+0000 in the source and was renamed.</summary>
    public const string NulToken = "ingot.nul_token";

    /// <summary>Text: the nonlinearity of the feed-forward blocks, where it is not the one readers compute for the architecture.</summary>
    public const string Activation = "ingot.activation";

    /// <summary>float32: the factor of products of query and key, where readers would take another.</summary>
    public const string AttentionScale = "ingot.attention_scale";

    /// <summary>float32: the epsilon of the norms, where the published converter writes another for the family.</summary>
    public const string NormEpsilon = "ingot.norm_epsilon";

    /// <summary>uint32: the context length, where the published converter writes another number for the family.</summary>
    public const string ContextLength = "ingot.context_length";
}
