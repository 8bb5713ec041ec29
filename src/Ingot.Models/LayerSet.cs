namespace Ingot.Models;

/// <summary>Which layers of a model have a tensor.</summary>
public enum LayerSet
{
    /// <summary>All of them.</summary>
    All,

    /// <summary>Those whose positions meet in attention.</summary>
    Attention,

    /// <summary>Those whose positions meet in a short convolution.</summary>
    ShortConvolution,

    /// <summary>Those with a plain feed-forward block.</summary>
    Dense,

    /// <summary>Those with a mixture of experts.</summary>
    Experts,

    /// <summary>Those of the encoder of an encoder-decoder.</summary>
    Encoder,

    /// <summary>Those of its decoder.</summary>
    Decoder,
}
