namespace Ingot.Models;

/// <summary>The numbers of a mixture of experts.</summary>
public sealed record ExpertNumbers
{
    /// <summary>Experts of a layer, of which the router chooses.</summary>
    public required int Count { get; init; }

    /// <summary>Experts a token passes through.</summary>
    public required int UsedCount { get; init; }

    /// <summary>Width inside one expert.</summary>
    public required int FeedForwardLength { get; init; }

    /// <summary>Experts every token passes through, kept as one wider block; 0 for none or where the family counts them otherwise.</summary>
    public int SharedCount { get; init; }

    /// <summary>Width inside the shared experts together; 0 when there are none.</summary>
    public int SharedFeedForwardLength { get; init; }

    /// <summary>How scores are computed.</summary>
    public RouterKind Router { get; init; }

    /// <summary>Whether the weights of the chosen experts are divided by their sum.</summary>
    public bool NormalizesWeights { get; init; }

    /// <summary>What the weights are multiplied with at the end.</summary>
    public float WeightScale { get; init; } = 1;

    /// <summary>Groups the experts are divided into; null when there are none.</summary>
    public int? GroupCount { get; init; }

    /// <summary>Groups a token may take its experts from; null when there are none.</summary>
    public int? GroupUsedCount { get; init; }

    /// <summary>Scores of a group that are added to rank it: its largest, or its two largest.</summary>
    public int GroupRankedBy { get; init; } = 1;

    /// <summary>Layers that have a plain feed-forward block instead.</summary>
    public LayerCollection DenseLayers { get; init; } = [];
}
