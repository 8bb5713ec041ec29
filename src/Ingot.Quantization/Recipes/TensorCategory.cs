namespace Ingot.Quantization.Recipes;

/// <summary>The kinds of tensor the mixes tell apart. Broader than a role: they are read off GGUF names, for any architecture.</summary>
internal enum TensorCategory
{
    /// <summary>None of the others: the mix gives it the file type's own type.</summary>
    Other,

    /// <summary>The token embedding of a model that has an output tensor as well.</summary>
    TokenEmbedding,

    /// <summary>The output tensor, or the token embedding that serves as one.</summary>
    Output,

    /// <summary>Query projection.</summary>
    AttentionQuery,

    /// <summary>Key projection.</summary>
    AttentionKey,

    /// <summary>Value projection, or a packed one that holds the values: these suffer most from few bits.</summary>
    AttentionValue,

    /// <summary>Attention output projection.</summary>
    AttentionOutput,

    /// <summary>Up projection, of experts too.</summary>
    FeedForwardUp,

    /// <summary>Gate projection, of experts too.</summary>
    FeedForwardGate,

    /// <summary>Down projection, of experts too.</summary>
    FeedForwardDown,
}
