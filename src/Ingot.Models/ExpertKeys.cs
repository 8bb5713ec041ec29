namespace Ingot.Models;

/// <summary>The names a family's config.json gives the numbers of its experts.</summary>
/// <remarks>Null is a number the family does not have. A configuration that states no experts is a dense model of the family.</remarks>
public sealed record ExpertKeys
{
    /// <summary>Experts of a layer.</summary>
    public required ConfigKey Count { get; init; }

    /// <summary>Experts a token passes through.</summary>
    public ConfigKey UsedCount { get; init; } = "num_experts_per_tok";

    /// <summary>Width inside one expert; null where it is the width of the plain feed-forward block.</summary>
    public ConfigKey? FeedForwardLength { get; init; } = "moe_intermediate_size";

    /// <summary>Shared experts, each as wide as the others.</summary>
    public ConfigKey? SharedCount { get; init; }

    /// <summary>Width inside the shared expert, where it is stated by itself.</summary>
    public ConfigKey? SharedFeedForwardLength { get; init; }

    /// <summary>Groups of experts.</summary>
    public ConfigKey? GroupCount { get; init; }

    /// <summary>Groups a token may use.</summary>
    public ConfigKey? GroupUsedCount { get; init; }

    /// <summary>Layers from the first on that have a plain feed-forward block.</summary>
    public ConfigKey? LeadingDenseCount { get; init; }

    /// <summary>The last layer with experts.</summary>
    public ConfigKey? LastLayer { get; init; }

    /// <summary>Every layer of this number has experts, counted as <see cref="PeriodStartsAtZero"/> says.</summary>
    public ConfigKey? Period { get; init; }

    /// <summary>Whether layer 0 is the first of a period, rather than its last being layer <c>period - 1</c>.</summary>
    public bool PeriodStartsAtZero { get; init; }

    /// <summary>A list of layers that have a plain feed-forward block.</summary>
    public ConfigKey? DenseLayers { get; init; }

    /// <summary>Whether the weights of the chosen experts are divided by their sum.</summary>
    public FlagKey NormalizesWeights { get; init; } = FlagKey.Always(true);

    /// <summary>Whether readers of GGUF divide the weights by their sum where the file has no key for it.</summary>
    public bool NormalizesInGguf { get; init; } = true;

    /// <summary>What the weights are multiplied with.</summary>
    public ConfigKey? WeightScale { get; init; }

    /// <summary>How scores are computed, where config.json does not say.</summary>
    public RouterKind Router { get; init; }

    /// <summary>The name of the function that computes scores: <c>softmax</c> or <c>sigmoid</c>.</summary>
    public ConfigKey? RouterName { get; init; }

    /// <summary>Scores of a group that are added to rank it.</summary>
    public int GroupRankedBy { get; init; } = 2;
}
