namespace Ingot.Models;

/// <summary>How a decoder is wired. A family states it; a storage that permuted heads changes <see cref="Rope"/>.</summary>
public sealed record DecoderOptions
{
    /// <summary>The norms of the residual stream.</summary>
    public NormKind Norm { get; init; } = NormKind.Rms;

    /// <summary>The rope layout the query and key weights are stored for.</summary>
    public RopeLayout Rope { get; init; } = RopeLayout.HalfSplit;

    /// <summary>The nonlinearity of the feed-forward block.</summary>
    public Activation Activation { get; init; } = Activation.Silu;
}
