using Ingot.Checkpoints.Findings;
using Ingot.Formats;
using Ingot.Models.Naming;
using Ingot.Tensors;

namespace Ingot.Checkpoints.Storage;

/// <summary>The weights of a checkpoint by their plain names: what storage schemes pack into several raw tensors is one weight here.</summary>
public sealed class LogicalTensors
{
    // They scale activations or caches at run time; no weight depends on them.
    private static readonly string[] activationScales =
    [
        ".input_scale", ".input_zero_point", ".input_global_scale", ".output_scale", ".activation_scale", ".act_scale", ".k_scale", ".v_scale",
        ".q_scale", ".qscale_act", ".workspace",
    ];

    // What stays beside weights that were written back as plain numbers.
    private static readonly string[] records = ["_scale", "_scale_inv", "_zero_point", "_g_idx", "_shape", "_global_scale"];

    private readonly TensorContainer source;
    private readonly Dictionary<string, PackedWeight> packed = new(StringComparer.Ordinal);
    private readonly Dictionary<string, LogicalTensor> byName = new(StringComparer.Ordinal);

    private LogicalTensors(TensorContainer source, QuantizationConfig config)
    {
        this.source = source;
        UnreadFormats.Refuse(source, config);
        StorageContext context = new();
        HashSet<string> parts = Claim(config, context);
        List<LogicalTensor> all = [];
        Dictionary<string, string> ignored = new(StringComparer.Ordinal);
        foreach (TensorInfo tensor in source.Tensors.Where(tensor => !parts.Contains(tensor.Name)))
        {
            if (Reason(tensor) is string reason && (config.Exists || packed.Count > 0))
                ignored.Add(tensor.Name, reason);
            else
                all.Add(new(tensor.Name, tensor.Shape, FileNameOf(tensor), tensor.Type, null, tensor.ByteCount));
        }

        all.AddRange(packed.Keys.Select(name => byName[name]));
        All = all;
        Ignored = ignored;
        foreach (LogicalTensor tensor in all)
            byName[tensor.Name] = tensor;
        Findings = [.. QuantizationFindings.Of(this, config), .. context.Findings];
    }

    /// <summary>Every weight: plain ones in the order of the container, then packed ones.</summary>
    public IReadOnlyList<LogicalTensor> All { get; }

    /// <summary>Bytes that decoding holds beyond the rows asked for: the strips kept of weights that are stored transposed.</summary>
    public long WorkingBytes => packed.Values.OfType<ColumnPackedWeight>().Select(weight => weight.StripBytes).DefaultIfEmpty().Max() * StripCache.Capacity;

    /// <summary>The weights in the order the published converter writes them: those whose plain name no raw tensor has come last.</summary>
    public IReadOnlyList<SourceTensor> InConverterOrder()
    {
        ILookup<bool, SourceTensor> byKind = All.ToLookup(
            tensor => source.Find(tensor.Name) is null, tensor => new SourceTensor(tensor.Name, tensor.Shape, tensor.FileName));
        return [.. SourceTensor.InConverterOrder(byKind[false]), .. SourceTensor.InConverterOrder(byKind[true])];
    }

    /// <summary>Raw tensors that are no part of any weight, each with the reason.</summary>
    public IReadOnlyDictionary<string, string> Ignored { get; }

    /// <summary>What a user should know of how the weights are stored.</summary>
    public IReadOnlyList<Finding> Findings { get; }

    /// <summary>Gathers raw tensors into weights. Reads small texts and shapes, no weights.</summary>
    /// <param name="source">The raw tensors; stays the caller's.</param>
    /// <param name="config">What the checkpoint says of its storage.</param>
    /// <exception cref="CheckpointException">A weight is incomplete or contradictory, or stored in a way that is not read.</exception>
    public static LogicalTensors Create(TensorContainer source, QuantizationConfig config)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(config);
        return new(source, config);
    }

    /// <summary>The weight of that plain name, or null.</summary>
    public LogicalTensor? Find(string name) => byName.GetValueOrDefault(name);

    /// <summary>The rows of a weight.</summary>
    /// <exception cref="CheckpointException">The tensor holds numbers that are no weights, or its index tensors are damaged.</exception>
    public IWeight Open(string name)
    {
        if (packed.TryGetValue(name, out PackedWeight? weight))
        {
            weight.Check();
            return weight;
        }

        TensorInfo tensor = source.Find(name) ?? throw new ArgumentException($"{name} is no tensor of this checkpoint.", nameof(name));
        return tensor.Type.HoldsWeights ? new StoredWeight(source, tensor) : throw new CheckpointException(
            tensor.Location, $"The tensor holds {tensor.Type} numbers, which are no weights.",
            "Packed codes without the tensors that decode them cannot be read: download the checkpoint again, or use the 16-bit original.");
    }

    private HashSet<string> Claim(QuantizationConfig config, StorageContext context)
    {
        HashSet<string> parts = new(StringComparer.Ordinal);
        HashSet<(StorageScheme, string)> tried = [];
        foreach (StorageScheme scheme in StorageSchemes.All)
        {
            foreach (TensorInfo tensor in source.Tensors)
            {
                if (parts.Contains(tensor.Name) || scheme.ParameterOf(tensor) is not string name || packed.ContainsKey(name) || !tried.Add((scheme, name)))
                    continue;
                PackedParameter parameter = new(name, source, config, context);
                if (scheme.Claim(parameter) is not { } weight)
                    continue;
                packed.Add(name, weight);
                parts.UnionWith(parameter.Used.Select(used => used.Name));
                byName.Add(name, new(
                    name, weight.Shape, FileNameOf(parameter.Used[0]), weight.PlainType, weight.Scheme, parameter.Used.Sum(used => used.ByteCount)));
            }
        }

        return parts;
    }

    private string? Reason(TensorInfo tensor)
    {
        if (activationScales.Any(ending => tensor.Name.EndsWith(ending, StringComparison.Ordinal)))
            return "It scales activations at run time, not weights.";
        foreach (string ending in records.Where(ending => tensor.Name.EndsWith(ending, StringComparison.Ordinal)))
        {
            if (source.Find(tensor.Name[..^ending.Length]) is { Type.HoldsWeights: true })
                return "It records a scale of a weight that is stored as plain numbers.";
        }

        return null;
    }

    private static string FileNameOf(TensorInfo tensor) => Path.GetFileName(tensor.Location.Path);
}
