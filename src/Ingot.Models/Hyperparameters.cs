using System.Collections.Immutable;

namespace Ingot.Models;

/// <summary>The numbers of a model, whatever its configuration called them.</summary>
public sealed record Hyperparameters
{
    /// <summary>Rows of the embedding and of the head.</summary>
    public required int VocabularySize { get; init; }

    /// <summary>Transformer blocks.</summary>
    public required int LayerCount { get; init; }

    /// <summary>Positions the model says it handles, in tokens.</summary>
    public required int ContextLength { get; init; }

    /// <summary>Width of the residual stream.</summary>
    public required int EmbeddingLength { get; init; }

    /// <summary>Width inside the feed-forward block.</summary>
    public required int FeedForwardLength { get; init; }

    /// <summary>Query heads.</summary>
    public required int HeadCount { get; init; }

    /// <summary>Key-value heads; fewer than <see cref="HeadCount"/> when several query heads share one.</summary>
    public required int KeyValueHeadCount { get; init; }

    /// <summary>Elements of one head.</summary>
    public required int HeadLength { get; init; }

    /// <summary>Whether the source states <see cref="HeadLength"/>, rather than leaving it to <c>embedding / heads</c>.</summary>
    public bool HeadLengthIsStated { get; init; }

    /// <summary>Added under the root of a norm.</summary>
    public required float NormEpsilon { get; init; }

    /// <summary>Base of the rotary frequencies.</summary>
    public required float RopeBase { get; init; }

    /// <summary>Base of the rotary frequencies in layers with a sliding window, which then are not scaled; null for the same everywhere.</summary>
    public float? RopeBaseOfSlidingLayers { get; init; }

    /// <summary>How many elements of a head rotate, from the first on; all of them unless set.</summary>
    public int RotaryLength
    {
        get => field == 0 ? HeadLength : field;
        init;
    }

    /// <summary>How positions stretch past the trained context.</summary>
    public RopeScaling RopeScaling { get; init; } = RopeScaling.None;

    /// <summary>
    /// Pairs of a head that rotate by time, height, width and a fourth kind of position, where the model has several; empty for one.
    /// A text has the same position in all of them.
    /// </summary>
    public ImmutableArray<int> RopeSections { get; init; } = [];

    /// <summary>For each layer whether its heads rotate; empty when all do.</summary>
    public ImmutableArray<bool> RotaryLayers { get; init; } = [];

    /// <summary>Positions attended to, where the model limits them; null for all.</summary>
    public int? SlidingWindow { get; init; }

    /// <summary>For each layer whether <see cref="SlidingWindow"/> holds there; empty when it holds in all.</summary>
    public ImmutableArray<bool> SlidingLayers { get; init; } = [];

    /// <summary>Whether attention and feed-forward block read the same input and both are added to it.</summary>
    public bool ParallelResidual { get; init; }

    /// <summary>Multiplies embeddings; null for 1.</summary>
    public float? EmbeddingScale { get; init; }

    /// <summary>Multiplies what a block adds to the residual stream; null for 1.</summary>
    public float? ResidualScale { get; init; }

    /// <summary>Multiplies or divides the logits, as the family says; null for 1.</summary>
    public float? LogitScale { get; init; }

    /// <summary>Multiplies products of query and key; null for <c>1 / sqrt(headLength)</c>.</summary>
    public float? AttentionScale { get; init; }

    /// <summary>Attention scores are squeezed between minus and plus this by a hyperbolic tangent; null for no bound.</summary>
    public float? AttentionSoftCap { get; init; }

    /// <summary>Logits are squeezed between minus and plus this by a hyperbolic tangent; null for no bound.</summary>
    public float? LogitSoftCap { get; init; }

    /// <summary>Queries, keys and values are cut off at minus and plus this; null for no bound.</summary>
    public float? QueryKeyValueClamp { get; init; }

    /// <summary>The nonlinearity of the feed-forward block, where the source states one; null for the family's own.</summary>
    public Activation? Activation { get; init; }

    /// <summary>Whether the configuration says that head and embedding are one tensor. The bytes decide; this is a claim.</summary>
    public bool TiedEmbeddings { get; init; }

    /// <summary>The mixture of experts; null in dense models.</summary>
    public ExpertNumbers? Experts { get; init; }

    /// <summary>The latent attention; null where keys and values are projected from the residual stream.</summary>
    public LatentNumbers? Latent { get; init; }

    /// <summary>The state spaces; null in models without.</summary>
    public StateSpaceNumbers? StateSpace { get; init; }

    /// <summary>Taps of the short convolutions; 0 in models without.</summary>
    public int ShortConvolutionLength { get; init; }

    /// <summary>Layers with a short convolution instead of attention.</summary>
    public LayerCollection ConvolutionLayers { get; init; } = [];

    /// <summary>Layers of the decoder of an encoder-decoder, whose encoder has <see cref="LayerCount"/>; null in all other models.</summary>
    public int? DecoderLayerCount { get; init; }

    /// <summary>Buckets of distances that attention scores gain by; 0 in models without.</summary>
    public int RelativeBucketCount { get; init; }

    /// <summary>How the vectors of positions become one of the text, as GGUF numbers it: 0 not at all, 1 mean, 2 first, 3 last; null unknown.</summary>
    public int? PoolingType { get; init; }

    /// <summary>Types of text that have a vector each; 0 in models without.</summary>
    public int TokenTypeCount { get; init; }

    /// <summary>Layers of the deeper stack.</summary>
    public int DeepestLayerCount => Math.Max(LayerCount, DecoderLayerCount ?? 0);

    /// <summary>Query heads that share one KV head; 0 in models without attention.</summary>
    public int GroupSize => KeyValueHeadCount == 0 ? 0 : HeadCount / KeyValueHeadCount;

    /// <summary>The window of a layer; null where it attends to everything before.</summary>
    public int? WindowOf(int layer) => SlidingLayers.IsEmpty || SlidingLayers[layer] ? SlidingWindow : null;

    /// <summary>Whether the heads of a layer rotate.</summary>
    public bool Rotates(int layer) => RotaryLayers.IsEmpty || RotaryLayers[layer];

    /// <summary>Whether a layer belongs to a set.</summary>
    public bool IsIn(LayerSet set, int layer) => set switch
    {
        LayerSet.Attention => !ConvolutionLayers.Contains(layer),
        LayerSet.ShortConvolution => ConvolutionLayers.Contains(layer),
        LayerSet.Dense => Experts is null || Experts.DenseLayers.Contains(layer),
        LayerSet.Experts => Experts is not null && !Experts.DenseLayers.Contains(layer),
        LayerSet.Encoder => layer < LayerCount,
        LayerSet.Decoder => layer < (DecoderLayerCount ?? LayerCount),
        _ => layer < LayerCount,
    };
}
