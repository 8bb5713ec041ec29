using Ingot.Checkpoints.Findings;
using Ingot.Formats;
using Ingot.Tensors;

namespace Ingot.Checkpoints.Storage;

/// <summary>One weight under its plain name, and the raw tensors it may be made of. Remembers which were looked at and found.</summary>
internal sealed class PackedParameter(string name, TensorContainer source, QuantizationConfig config, StorageContext context)
{
    private const string WeightEnding = ".weight";

    private readonly List<TensorInfo> used = [];

    /// <summary>The plain name, such as <c>model.layers.0.mlp.down_proj.weight</c>.</summary>
    public string Name => name;

    /// <summary>The plain name without <c>.weight</c>.</summary>
    public string Module { get; } = name.EndsWith(WeightEnding, StringComparison.Ordinal) ? name[..^WeightEnding.Length] : name;

    /// <summary>The container.</summary>
    public TensorContainer Source => source;

    /// <summary>What the checkpoint says about itself.</summary>
    public QuantizationConfig Config => config;

    /// <summary>What the weights of a checkpoint share.</summary>
    public StorageContext Context => context;

    /// <summary>The raw tensors found so far.</summary>
    public IReadOnlyList<TensorInfo> Used => used;

    /// <summary>The raw tensor whose name is the plain name and an ending.</summary>
    public TensorInfo? Find(string ending) => Use(Name + ending);

    /// <summary>The raw tensor whose name is the module's and an ending.</summary>
    public TensorInfo? Beside(string ending) => Use(Module + ending);

    /// <summary>As <see cref="Find"/>; its absence is an error.</summary>
    public TensorInfo Need(string ending) => Find(ending) ?? throw Missing(Name + ending);

    /// <summary>As <see cref="Beside"/>; its absence is an error.</summary>
    public TensorInfo NeedBeside(string ending) => Beside(ending) ?? throw Missing(Module + ending);

    /// <summary>A raw tensor of this weight is not there.</summary>
    public CheckpointException Missing(string tensorName) => Error(tensorName, "The tensor is missing, and without it the weight cannot be decoded.");

    /// <summary>A raw tensor has a shape that admits no reading.</summary>
    public CheckpointException WrongShape(TensorInfo tensor, string expected) =>
        Error(tensor.Name, $"The tensor is {tensor.Type} {tensor.Shape}; expected is {expected}.");

    /// <summary>An error about one raw tensor of this weight.</summary>
    public CheckpointException Error(string tensorName, string problem, string? remedy = null) => new(
        new(source.Find(tensorName)?.Location.Path ?? used.FirstOrDefault()?.Location.Path ?? source.Files[0], tensorName),
        problem,
        remedy ?? "The checkpoint is incomplete or was changed after it was quantized: download it again, or use the 16-bit original.");

    /// <summary>Notes that something was missing and what stands in for it.</summary>
    public void Assume(string what, string assumed) => context.Add(FindingKinds.QuantizationAssumed, what, Name, assumed);

    /// <summary>Notes that the configuration and the tensors disagree. The tensors win.</summary>
    public void Refute(string key, object? claimed, object actual) => context.Add(FindingKinds.QuantizationRefuted, key, Name, claimed, actual);

    private TensorInfo? Use(string tensorName)
    {
        TensorInfo? found = source.Find(tensorName);
        if (found is not null && !used.Contains(found))
            used.Add(found);
        // Writers leave empty tensors where they have nothing to say.
        return found is { Shape.ElementCount: 0 } ? null : found;
    }
}
