using System.Collections.Immutable;
using Ingot.Quantization.Recipes;
using Ingot.Tensors;

namespace Ingot.Quantization.Fitting;

/// <summary>What a model is to be fitted into, and with which types.</summary>
public sealed record FitOptions
{
    /// <summary>Bytes or bits per weight.</summary>
    public required FitTarget Target { get; init; }

    /// <summary>Positions whose keys and values must fit too; null for the file alone.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not positive.</exception>
    public int? ContextLength
    {
        get;
        init => field = value is null or > 0 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "A context has at least one position.");
    }

    /// <summary>How the cache stores keys.</summary>
    public TensorType KeyCacheType { get; init; } = TensorTypes.F16;

    /// <summary>How the cache stores values.</summary>
    public TensorType ValueCacheType { get; init; } = TensorTypes.F16;

    /// <summary>Names of the types to choose from, in any case; empty for <see cref="CandidateTypes"/>' own list.</summary>
    /// <exception cref="IngotException">There is no such type.</exception>
    public ImmutableArray<string> TypeNames
    {
        get;
        init => field = [.. value.Select(name => MixTypes.Asked(name).Name).Distinct()];
    } = [];
}
