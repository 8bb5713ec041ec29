namespace Ingot.Inference.Precision;

/// <summary>The places of a decoder where a result may be rounded to a narrower type.</summary>
[Flags]
public enum RoundingPoints
{
    /// <summary>Nowhere.</summary>
    None = 0,

    /// <summary>The sum that becomes the first residual stream, and each factor applied to it.</summary>
    Embedding = 1 << 0,

    /// <summary>What a norm computes: before and after its gain, or once, as the family does.</summary>
    Norm = 1 << 1,

    /// <summary>The output of a linear layer, its bias included; of the head, the logits.</summary>
    Linear = 1 << 2,

    /// <summary>Cosines and sines, the products with them, and their sum.</summary>
    Rotation = 1 << 3,

    /// <summary>The product of a query with a key, and each step from there to the softmax.</summary>
    Score = 1 << 4,

    /// <summary>The weights attention gives to positions.</summary>
    Probability = 1 << 5,

    /// <summary>What a head gathered.</summary>
    Attended = 1 << 6,

    /// <summary>The nonlinearity of a feed-forward block, and its product with the up projection.</summary>
    Activation = 1 << 7,

    /// <summary>The weights of experts, what each adds, and the sum.</summary>
    Mixture = 1 << 8,

    /// <summary>The residual stream after each addition.</summary>
    Residual = 1 << 9,

    /// <summary>Every one: what a framework does that computes one operation after another.</summary>
    All = (1 << 10) - 1,

    /// <summary>All but those inside a fused attention kernel, which keeps its scores in float32.</summary>
    FusedAttention = All & ~Score,
}
