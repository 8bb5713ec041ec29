namespace Ingot.Models;

/// <summary>How a decoder knows positions.</summary>
public enum PositionKind
{
    /// <summary>Query and key heads rotate.</summary>
    Rope,

    /// <summary>A trained vector for each position is added to the embedding.</summary>
    Learned,

    /// <summary>Attention falls off linearly with distance (ALiBi, arXiv:2108.12409).</summary>
    Alibi,

    /// <summary>Not at all: the order of the tokens is known from elsewhere.</summary>
    None,
}
