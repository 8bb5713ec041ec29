using Ingot.Inference.Precision;

namespace Ingot.Inference;

/// <summary>How the forward pass uses the machine, and in which numbers it computes. Only <see cref="Compute"/> changes a result.</summary>
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
}
