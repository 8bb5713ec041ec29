namespace Ingot.Models;

/// <summary>The names a family's config.json gives its numbers.</summary>
/// <remarks>The initial values are the names nearly all families share; a family states where it differs and its own defaults.</remarks>
public sealed record HyperparameterKeys
{
    /// <summary>Rows of the embedding.</summary>
    public ConfigKey VocabularySize { get; init; } = "vocab_size";

    /// <summary>Transformer blocks.</summary>
    public ConfigKey LayerCount { get; init; } = "num_hidden_layers";

    /// <summary>Positions the model says it handles.</summary>
    public ConfigKey ContextLength { get; init; } = "max_position_embeddings";

    /// <summary>Width of the residual stream.</summary>
    public ConfigKey EmbeddingLength { get; init; } = "hidden_size";

    /// <summary>Width inside the feed-forward block.</summary>
    public ConfigKey FeedForwardLength { get; init; } = "intermediate_size";

    /// <summary>Query heads.</summary>
    public ConfigKey HeadCount { get; init; } = "num_attention_heads";

    /// <summary>Key-value heads.</summary>
    public ConfigKey KeyValueHeadCount { get; init; } = new("num_key_value_heads") { OrSameAs = "num_attention_heads" };

    /// <summary>Elements of a head; <c>embedding / heads</c> when absent.</summary>
    public ConfigKey HeadLength { get; init; } = "head_dim";

    /// <summary>Whether the family's configuration class always states the head length, even where config.json does not.</summary>
    public bool HeadLengthIsAlwaysStated { get; init; }

    /// <summary>Added under the root of a norm.</summary>
    public ConfigKey NormEpsilon { get; init; } = new("rms_norm_eps") { Alternates = ["norm_eps"], Default = 1e-6 };

    /// <summary>Base of the rotary frequencies; also looked for inside the rope settings, where new files keep it.</summary>
    public ConfigKey RopeBase { get; init; } = new("rope_theta") { Default = 10000 };

    /// <summary>The rope settings: an object or null.</summary>
    public ConfigKey RopeScaling { get; init; } = new("rope_parameters") { Alternates = ["rope_scaling"] };

    /// <summary>Positions attended to.</summary>
    public ConfigKey SlidingWindow { get; init; } = "sliding_window";

    /// <summary>The key that must be true for <see cref="SlidingWindow"/> to count; null when there is no such key.</summary>
    public ConfigKey? SlidingWindowSwitch { get; init; }

    /// <summary>Whether head and embedding are one tensor.</summary>
    public ConfigKey TiedEmbeddings { get; init; } = "tie_word_embeddings";

    /// <summary>What <see cref="TiedEmbeddings"/> is when config.json does not say.</summary>
    public bool TiedEmbeddingsDefault { get; init; }
}
