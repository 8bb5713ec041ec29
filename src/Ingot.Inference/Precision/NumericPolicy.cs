using Ingot.Tensors;

namespace Ingot.Inference.Precision;

/// <summary>In which numbers a model computes: what its weights are rounded to, and which results are rounded on the way.</summary>
/// <remarks>
/// Products are always added up in float32, and softmax and norms work in float32, as PyTorch's do in half precision; only what is
/// kept between operations is rounded. Not reproduced is the order in which a library adds, so the last bits of the sums before
/// they are rounded are our own.
/// </remarks>
public sealed record NumericPolicy
{
    /// <summary>The policy's name: the word after <c>--compute</c>.</summary>
    public required string Name { get; init; }

    /// <summary>What every weight is rounded to as it is read; null leaves them as they are stored.</summary>
    public TensorType? Weights { get; init; }

    /// <summary>What results are kept in: F32, F16 or BF16; F64 for the slow path that computes everything in it.</summary>
    public TensorType Results
    {
        get;
        init => field = value == TensorTypes.F32 || value == TensorTypes.F16 || value == TensorTypes.BF16 || value == TensorTypes.F64 ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "Results are kept in F64, F32, F16 or BF16.");
    } = TensorTypes.F32;

    /// <summary>Which results are.</summary>
    public RoundingPoints Points { get; init; }

    /// <summary>Whether everything is computed in float64.</summary>
    public bool IsWide => Results == TensorTypes.F64;

    /// <summary>The relative step from a result to the next larger one.</summary>
    public double Step => Math.Pow(2, -(IsWide ? 52 : Points == RoundingPoints.None || Results == TensorTypes.F32 ? 23 : Results == TensorTypes.F16 ? 10 : 7));

    /// <summary>
    /// Weights as they are stored, results in float32; weights in blocks are multiplied with activations in eight bits. What a model is run with.
    /// </summary>
    public static NumericPolicy AsStored { get; } = new() { Name = "auto" };

    /// <summary>Weights decoded to float32 whatever stores them, and everything computed there.</summary>
    public static NumericPolicy Float32 { get; } = new() { Name = "fp32", Weights = TensorTypes.F32 };

    /// <summary>As PyTorch computes a model loaded in float16.</summary>
    public static NumericPolicy Float16 { get; } = new() { Name = "fp16", Weights = TensorTypes.F16, Results = TensorTypes.F16, Points = RoundingPoints.All };

    /// <summary>As PyTorch computes a model loaded in bfloat16.</summary>
    public static NumericPolicy BFloat16 { get; } = new() { Name = "bf16", Weights = TensorTypes.BF16, Results = TensorTypes.BF16, Points = RoundingPoints.All };

    /// <summary>Everything in float64, plainly and slowly: what the others are held against. For attention with dense feed-forward blocks.</summary>
    public static NumericPolicy Float64 { get; } = new() { Name = "fp64", Results = TensorTypes.F64 };

    /// <summary>The policies that have a name.</summary>
    public static IReadOnlyList<NumericPolicy> All { get; } = [AsStored, Float64, Float32, Float16, BFloat16];

    /// <summary>The policy of a name; null for none.</summary>
    public static NumericPolicy? Find(string name) =>
        All.FirstOrDefault(policy => policy.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
}
