using Ingot.Inference.Precision;
using Ingot.Tensors;

namespace Ingot.Inference;

/// <summary>How the forward pass uses the machine, and in which numbers it computes. Only <see cref="Compute"/> and the types of the cache change a result.</summary>
public sealed record InferenceOptions
{
    /// <summary>Threads that share each layer's rows, the caller's included.</summary>
    public int ThreadCount
    {
        get;
        init => field = value > 0 ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "At least one thread computes.");
    } = Environment.ProcessorCount;

    /// <summary>Positions of a prefill that pass a layer together, so that each row of weights is fetched once for all of them.</summary>
    public int BatchSize
    {
        get;
        init => field = value > 0 ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "A batch holds at least one position.");
    } = 64;

    /// <summary>In which numbers it computes.</summary>
    public NumericPolicy Compute { get; init; } = NumericPolicy.AsStored;

    /// <summary>What keys are cached in: F32, as they are computed, F16 or Q8_0.</summary>
    public TensorType CacheKeyType
    {
        get;
        init => field = CacheType(value);
    } = TensorTypes.F32;

    /// <summary>What values are cached in: F32, as they are computed, F16 or Q8_0.</summary>
    public TensorType CacheValueType
    {
        get;
        init => field = CacheType(value);
    } = TensorTypes.F32;

    /// <summary>The types a cache may hold.</summary>
    public static IReadOnlyList<TensorType> CacheTypes { get; } = [TensorTypes.F32, TensorTypes.F16, TensorTypes.Q8_0];

    private static TensorType CacheType(TensorType type) => CacheTypes.Contains(type) ? type
        : throw new ArgumentOutOfRangeException(nameof(type), type, $"A cache holds {string.Join(", ", CacheTypes)}.");
}
