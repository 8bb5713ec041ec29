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

    /// <summary>The base in layers with a sliding window; null when it is the same.</summary>
    public ConfigKey? RopeBaseOfSlidingLayers { get; init; }

    /// <summary>The rope settings: an object or null.</summary>
    public ConfigKey RopeScaling { get; init; } = new("rope_parameters") { Alternates = ["rope_scaling"] };

    /// <summary>Which part of a head rotates; also looked for inside the rope settings.</summary>
    public ConfigKey RotaryFactor { get; init; } = new("partial_rotary_factor") { Default = 1 };

    /// <summary>A list with 1 for each layer whose heads rotate and 0 for the others; null when all rotate.</summary>
    public ConfigKey? RotaryLayers { get; init; }

    /// <summary>Every layer of this number from the first on does not rotate, where <see cref="RotaryLayers"/> says nothing; null when all do.</summary>
    public ConfigKey? UnrotatedPeriod { get; init; }

    /// <summary>Whether layers that attend to everything do not rotate once the model has a sliding window.</summary>
    public bool RotatesSlidingLayersOnly { get; init; }

    /// <summary>Positions attended to.</summary>
    public ConfigKey SlidingWindow { get; init; } = "sliding_window";

    /// <summary>The key that must be true for <see cref="SlidingWindow"/> to count; null when there is no such key.</summary>
    public ConfigKey? SlidingWindowSwitch { get; init; }

    /// <summary>The kind of each layer by name, <c>sliding_attention</c> or another.</summary>
    public ConfigKey LayerTypes { get; init; } = "layer_types";

    /// <summary>
    /// Every layer of this number attends to everything, where <see cref="LayerTypes"/> says nothing: a number, or a text of
    /// <c>L</c> and <c>G</c> that repeats; null when the window holds in all layers.
    /// </summary>
    public ConfigKey? SlidingPeriod { get; init; }

    /// <summary>The first layer with a window, where <see cref="LayerTypes"/> says nothing; null when it is the first of all.</summary>
    public ConfigKey? FirstSlidingLayer { get; init; }

    /// <summary>Whether attention and feed-forward block run side by side.</summary>
    public FlagKey ParallelResidual { get; init; } = FlagKey.Always(false);

    /// <summary>Multiplies embeddings; null when the family does not.</summary>
    public ConfigKey? EmbeddingScale { get; init; }

    /// <summary>Multiplies what a block adds; null when the family does not.</summary>
    public ConfigKey? ResidualScale { get; init; }

    /// <summary>Multiplies or divides the logits; null when the family does not.</summary>
    public ConfigKey? LogitScale { get; init; }

    /// <summary>Multiplies products of query and key; null for <c>1 / sqrt(headLength)</c>.</summary>
    public ConfigKey? AttentionScale { get; init; }

    /// <summary>Bound of the attention scores; null when the family has none.</summary>
    public ConfigKey? AttentionSoftCap { get; init; }

    /// <summary>Bound of the logits; null when the family has none.</summary>
    public ConfigKey? LogitSoftCap { get; init; }

    /// <summary>Bound of queries, keys and values; null when the family has none.</summary>
    public ConfigKey? QueryKeyValueClamp { get; init; }

    /// <summary>The nonlinearity of the feed-forward block, by its name in transformers; the family's own where it is not stated.</summary>
    public ConfigKey Activation { get; init; } = "hidden_act";

    /// <summary>The mixture of experts; null in families without.</summary>
    public ExpertKeys? Experts { get; init; }

    /// <summary>The latent attention; null in families without.</summary>
    public LatentKeys? Latent { get; init; }

    /// <summary>The state spaces; null in families without.</summary>
    public StateSpaceKeys? StateSpace { get; init; }

    /// <summary>Taps of the short convolutions; null in families without.</summary>
    public ConfigKey? ShortConvolutionLength { get; init; }

    /// <summary>How the width of the feed-forward block follows from what is stated; null where it is stated itself.</summary>
    public FeedForwardAdjustment? FeedForwardAdjustment { get; init; }

    /// <summary>The embedding has rows up to a multiple of this; null where it has as many as stated.</summary>
    public ConfigKey? VocabularyPadding { get; init; }

    /// <summary>Layers of the decoder of an encoder-decoder; null in all other families.</summary>
    public ConfigKey? DecoderLayerCount { get; init; }

    /// <summary>Buckets of distances; null in families without.</summary>
    public ConfigKey? RelativeBucketCount { get; init; }

    /// <summary>Types of text with a vector each; null in families without.</summary>
    public ConfigKey? TokenTypeCount { get; init; }

    /// <summary>Whether head and embedding are one tensor.</summary>
    public ConfigKey TiedEmbeddings { get; init; } = "tie_word_embeddings";

    /// <summary>What <see cref="TiedEmbeddings"/> is when config.json does not say.</summary>
    public bool TiedEmbeddingsDefault { get; init; }
}
