namespace Ingot.Models;

/// <summary>How a decoder is wired. A family states it; a storage that permuted heads changes <see cref="Rope"/>.</summary>
/// <remarks>What differs from model to model within a family is a number: see <see cref="Hyperparameters"/>.</remarks>
public sealed record DecoderOptions
{
    /// <summary>What the model does with a text.</summary>
    public ModelKind Kind { get; init; }

    /// <summary>All norms of the model.</summary>
    public NormKind Norm { get; init; } = NormKind.Rms;

    /// <summary>Where norms round in half precision.</summary>
    public NormRounding NormRounding { get; init; }

    /// <summary>Whether norms have trained gains; without, they only normalize.</summary>
    public bool NormsAreTrained { get; init; } = true;

    /// <summary>Where the norms of a block stand.</summary>
    public BlockNorms BlockNorms { get; init; } = BlockNorms.Before;

    /// <summary>How positions come in.</summary>
    public PositionKind Positions { get; init; } = PositionKind.Rope;

    /// <summary>The rope layout the query and key weights are stored for.</summary>
    public RopeLayout Rope { get; init; } = RopeLayout.HalfSplit;

    /// <summary>Whether query and key heads are normed after they rotate, rather than before.</summary>
    public bool NormsHeadsAfterRope { get; init; }

    /// <summary>The nonlinearity of the feed-forward block.</summary>
    public Activation Activation { get; init; } = Activation.Silu;

    /// <summary>Whether the nonlinearity applies to a gate that multiplies the up projection, rather than to the up projection itself.</summary>
    public bool GatedFeedForward { get; init; } = true;

    /// <summary>Whether embeddings are multiplied by the square root of their length.</summary>
    public bool ScalesEmbeddingByWidth { get; init; }

    /// <summary>What <see cref="Hyperparameters.LogitScale"/> does to the logits.</summary>
    public ScaleRule LogitScale { get; init; }
}
