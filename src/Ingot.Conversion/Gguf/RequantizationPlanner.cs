using System.Collections.Immutable;
using Ingot.Checkpoints.Findings;
using Ingot.Checkpoints.Gguf;
using Ingot.Conversion.Execution;
using Ingot.Conversion.Fitting;
using Ingot.Conversion.Importance;
using Ingot.Conversion.Planning;
using Ingot.Formats.Gguf;
using Ingot.Quantization.Fitting;
using Ingot.Quantization.Recipes;
using Ingot.Tensors;

namespace Ingot.Conversion.Gguf;

/// <summary>Plans the quantization of a GGUF: the same names and shapes, other types. Knows files, not families.</summary>
public static class RequantizationPlanner
{
    /// <summary>Plans the job; the source must stay open until it has run.</summary>
    /// <param name="source">The file.</param>
    /// <param name="options">What is asked for.</param>
    /// <param name="progress">Told of the measuring that fitting to a size needs; null for nobody.</param>
    /// <param name="cancellation">Stops the measuring.</param>
    /// <exception cref="IngotException">The source is quantized already, a type cannot be encoded, or a size cannot be kept.</exception>
    public static ConversionJob Plan(
        GgufFile source, RequantizationOptions options, IProgress<FitProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(options);
        string architecture = source.Metadata["general.architecture"]?.AsString() ?? throw new CheckpointException(
            new(source.Path, "general.architecture"), "The key is missing.", "The file is incomplete: convert the model again.");
        LayerPruning pruning = new(source, architecture, options.PrunedLayers);
        // By the name in the result: pruning renames.
        Dictionary<string, TensorInfo> byName = [];
        foreach (TensorInfo tensor in source.Tensors)
        {
            if (pruning.NewName(tensor.Name) is string name)
                byName.Add(name, tensor);
        }

        RecipeTensor[] tensors = [.. byName.Select(pair => new RecipeTensor(pair.Key, pair.Value.Shape, pair.Value.Type))];
        GgufMetadata overridden = With(source.Metadata, options.Overrides);
        ModelFacts facts = GgufModelFacts.Of(overridden, architecture, source.Path);
        ImportanceUse use = new(options.Importance, name => byName[name].Name);
        ImmutableArray<SourceFile> files = PlanFacts.Files(source.Files, options.Importance);
        ConversionOptions named = Named(options);
        ImmutableSortedDictionary<string, string> optionText = TextOf(options, named);

        (GgufOutput Output, OutputJob Job)[] made = options.Fit is { } fit
            ? [
                new GgufFitter(fit, facts, tensors, name => new StoredWeight(source, byName[name]), use, options.Quantization, new(options.ThreadCount, progress, cancellation))
                    .Choose(With(overridden, pruning.BlockCount), source.Path, LayOut),
            ]
            : [.. TypesOf(options).Select(type => LayOut(type, QuantizationRecipe.Choose(type, facts, tensors, use.Adjust(options.Quantization))))];
        OutputJob[] outputs = [.. made.Select(output => output.Job)];
        int threads = options.Memory?.Threads(outputs, options.ThreadCount) ?? options.ThreadCount;
        return new(
            new()
            {
                Tool = PlanFacts.Tool,
                Source = source.Path,
                Architecture = architecture,
                SourceFiles = files,
                Findings = [.. made.SelectMany(one => Requantized(source.Path, one.Output).Concat(one.Output.Importance.Findings)).Distinct()],
                Ignored = source.Tensors.Where(tensor => pruning.NewName(tensor.Name) is null)
                    .ToImmutableDictionary(tensor => tensor.Name, _ => "Its layer is pruned."),
                Options = optionText,
                Outputs = [.. outputs.Select(output => output.Plan)],
                PeakMemoryBytes = PlanFacts.PeakMemory(outputs, threads),
            },
            outputs,
            named with { ThreadCount = threads });

        (GgufOutput, OutputJob) LayOut(FileType fileType, IReadOnlyList<TensorChoice> choices)
        {
            ImportanceAssignment importance = use.Assign(fileType, choices);
            GgufMetadata metadata = With(GgufPlanner.Relabel(source.Metadata, fileType, tensors), options.Overrides);
            importance.AddTo(metadata);
            metadata = With(metadata, pruning.BlockCount);
            GgufOutput output = new()
            {
                Path = options.Fit is null ? OutputPaths.ForGguf(named, metadata, fileType.Name) : options.Output,
                FileType = options.Fit?.Target.Text ?? fileType.Name,
                Metadata = metadata,
                Tensors = [.. choices.Select(choice => (Planned(byName[choice.Tensor.Name], choice), (IWeight)new StoredWeight(source, byName[choice.Tensor.Name])))],
                Split = options.Quantization.KeepSplit && source.Files.Count > 1 ? KeepSplit(source, byName.Values) : new(),
                Importance = importance,
                Lineage = options.Lineage,
                PreviousLineage = source.Metadata[IngotKeys.Lineage]?.AsString(),
            };
            return (output, output.LayOut(files, optionText, [.. Requantized(source.Path, output)]));
        }
    }

    private static IEnumerable<FileType> TypesOf(RequantizationOptions options) => options.FileType is null
        ? throw new ArgumentException("Neither a file type nor a size is asked for.", nameof(options))
        : options.FurtherFileTypes.Prepend(options.FileType).Distinct();

    // The quantizer moves a key it sets to the end, and so do we: the files are compared whole.
    private static GgufMetadata With(GgufMetadata metadata, ImmutableArray<KeyValuePair<string, GgufValue>> overrides)
    {
        GgufMetadata changed = metadata.Copy();
        foreach ((string key, GgufValue value) in overrides)
        {
            changed[key] = null;
            changed[key] = value;
        }

        return changed;
    }

    private static ConversionOptions Named(RequantizationOptions options) => new()
    {
        Output = options.Output,
        FileTypes = options.Fit is null ? [.. TypesOf(options).Select(fileType => fileType.Name)] : [],
        Fit = options.Fit,
        Quantization = options.Quantization,
        Importance = options.Importance,
        Lineage = options.Lineage,
        ThreadCount = options.ThreadCount,
    };

    private static ImmutableSortedDictionary<string, string> TextOf(RequantizationOptions options, ConversionOptions named)
    {
        ImmutableSortedDictionary<string, string> text = PlanFacts.Options(named);
        foreach ((string key, GgufValue value) in options.Overrides)
            text = text.SetItem($"override_kv {key}", GgufText.Describe(value));
        return options.PrunedLayers.IsEmpty ? text : text.SetItem("prune_layers", string.Join(',', options.PrunedLayers));
    }

    private static IEnumerable<Finding> Requantized(string path, GgufOutput output)
    {
        TensorType[] again = [.. output.Tensors.Select(item => item.Tensor).Where(tensor => tensor.SourceType.IsQuantized && tensor.Type != tensor.SourceType).Select(tensor => tensor.SourceType)];
        if (again.Length > 0)
            yield return FindingKinds.Requantized.At(path, again.Length, string.Join(", ", again.Select(type => type.Name).Distinct().Order(StringComparer.Ordinal)));
    }

    private static PlannedTensor Planned(TensorInfo tensor, TensorChoice choice) => new()
    {
        Name = choice.Tensor.Name,
        Source = tensor.Name,
        Shape = tensor.Shape,
        SourceType = tensor.Type,
        Type = GgufPlanner.TypeOf(choice),
        Reason = GgufPlanner.ReasonOf(choice),
        FallbackFrom = GgufPlanner.FallbackFrom(choice),
    };

    // Every part keeps its tensors, and one that had none has none.
    private static GgufSplitOptions KeepSplit(GgufFile source, IReadOnlyCollection<TensorInfo> kept) => new()
    {
        TensorCounts = [.. source.Files.Select(path => kept.Count(tensor => tensor.Location.Path == path))],
    };
}
