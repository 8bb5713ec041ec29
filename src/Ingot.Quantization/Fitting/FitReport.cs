using System.Collections.Immutable;

namespace Ingot.Quantization.Fitting;

/// <summary>How a model was fitted into a size.</summary>
public sealed record FitReport
{
    /// <summary>What was asked for.</summary>
    public required string Target { get; init; }

    /// <summary>Positions of the cache that was counted; null for the file alone.</summary>
    public int? ContextLength { get; init; }

    /// <summary>Bytes of keys and values at that context.</summary>
    public long CacheBytes { get; init; }

    /// <summary>Root of the mean relative squared error of the weights, each tensor's weighted by its sensitivity.</summary>
    public required double Error { get; init; }

    /// <summary>What no choice of this size can come below; equal to <see cref="Error"/> where the choice is known to be the best.</summary>
    public required double LeastError { get; init; }

    /// <summary>Sizes and errors of other choices, and of the fixed mixes that could be measured, by size.</summary>
    public required ImmutableArray<CurvePoint> Curve { get; init; }
}
