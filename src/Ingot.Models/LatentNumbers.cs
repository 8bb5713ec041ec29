namespace Ingot.Models;

/// <summary>The numbers of latent attention, whose keys and values are projected from a short vector that alone is cached.</summary>
/// <remarks>Source: arXiv:2405.04434, section 2.1.</remarks>
public sealed record LatentNumbers
{
    /// <summary>Length of the vector the queries are projected from; null when they come from the residual stream itself.</summary>
    public required int? QueryRank { get; init; }

    /// <summary>Length of the vector the keys and values are projected from.</summary>
    public required int KeyValueRank { get; init; }

    /// <summary>Elements of a query or key head that carry no position.</summary>
    public required int PlainLength { get; init; }

    /// <summary>Elements of a query or key head that rotate; all heads share the key's.</summary>
    public required int RopeLength { get; init; }

    /// <summary>Elements of a value head.</summary>
    public required int ValueLength { get; init; }

    /// <summary>Elements of a query or key head.</summary>
    public int KeyLength => PlainLength + RopeLength;
}
