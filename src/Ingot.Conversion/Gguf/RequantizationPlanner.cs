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
        Dictionary<string, TensorInfo> byName = source.Tensors.ToDictionary(tensor => tensor.Name);
        ImportanceUse use = new(options.Importance);
        ModelFacts facts = Facts(source.Metadata, architecture, source.Path);
        RecipeTensor[] tensors = [.. source.Tensors.Select(tensor => new RecipeTensor(tensor.Name, tensor.Shape, tensor.Type))];
        ImmutableArray<SourceFile> files = PlanFacts.Files(source.Files, options.Importance);
        ConversionOptions named = new()
        {
            Output = options.Output,
            FileTypes = options.FileType is null ? [] : [options.FileType.Name],
            Fit = options.Fit,
            Quantization = options.Quantization,
            Importance = options.Importance,
            Lineage = options.Lineage,
            ThreadCount = options.ThreadCount,
        };
        ImmutableSortedDictionary<string, string> optionText = PlanFacts.Options(named);
        foreach ((string key, GgufValue value) in options.Overrides)
            optionText = optionText.SetItem($"override_kv {key}", GgufText.Describe(value));

        (GgufOutput output, OutputJob laidOut) = options.Fit is { } fit
            ? new GgufFitter(fit, facts, tensors, name => new StoredWeight(source, byName[name]), use, options.Quantization, new(options.ThreadCount, progress, cancellation))
                .Choose(source.Metadata, source.Path, LayOut)
            : LayOut(
                options.FileType ?? throw new ArgumentException("Neither a file type nor a size is asked for.", nameof(options)),
                QuantizationRecipe.Choose(options.FileType, facts, tensors, use.Adjust(options.Quantization)));
        return new(
            new()
            {
                Tool = PlanFacts.Tool,
                Source = source.Path,
                Architecture = architecture,
                SourceFiles = files,
                Findings = [.. Requantized(source.Path, output), .. output.Importance.Findings],
                Options = optionText,
                Outputs = [laidOut.Plan],
                PeakMemoryBytes = PlanFacts.PeakMemory([laidOut], options.ThreadCount),
            },
            [laidOut],
            named);

        (GgufOutput, OutputJob) LayOut(FileType fileType, IReadOnlyList<TensorChoice> choices)
        {
            ImportanceAssignment importance = use.Assign(fileType, choices);
            GgufMetadata metadata = GgufPlanner.Relabel(source.Metadata, fileType);
            foreach ((string key, GgufValue value) in options.Overrides)
            {
                // The quantizer moves a key it sets to the end, and so do we: the files are compared whole.
                metadata[key] = null;
                metadata[key] = value;
            }

            importance.AddTo(metadata);
            GgufOutput made = new()
            {
                Path = options.Output,
                FileType = options.Fit?.Target.Text ?? fileType.Name,
                Metadata = metadata,
                Tensors = [.. choices.Select(choice => (Planned(byName[choice.Tensor.Name], choice), (IWeight)new StoredWeight(source, byName[choice.Tensor.Name])))],
                Split = options.Quantization.KeepSplit && source.Files.Count > 1 ? KeepSplit(source) : new(),
                Importance = importance,
                Lineage = options.Lineage,
                PreviousLineage = source.Metadata[IngotKeys.Lineage]?.AsString(),
            };
            return (made, made.LayOut(files, optionText, [.. Requantized(source.Path, made)]));
        }
    }

    private static IEnumerable<Finding> Requantized(string path, GgufOutput output)
    {
        TensorType[] again = [.. output.Tensors.Select(item => item.Tensor).Where(tensor => tensor.SourceType.IsQuantized && tensor.Type != tensor.SourceType).Select(tensor => tensor.SourceType)];
        if (again.Length > 0)
            yield return FindingKinds.Requantized.At(path, again.Length, string.Join(", ", again.Select(type => type.Name).Distinct().Order(StringComparer.Ordinal)));
    }

    private static PlannedTensor Planned(TensorInfo tensor, TensorChoice choice) => new()
    {
        Name = tensor.Name,
        Source = tensor.Name,
        Shape = tensor.Shape,
        SourceType = tensor.Type,
        Type = GgufPlanner.TypeOf(choice),
        Reason = GgufPlanner.ReasonOf(choice),
        FallbackFrom = GgufPlanner.FallbackFrom(choice),
    };

    private static ModelFacts Facts(GgufMetadata metadata, string architecture, string path)
    {
        return new(
            architecture, Number("block_count") ?? 0, Number("attention.head_count") ?? 0,
            Number("attention.head_count_kv") ?? Number("attention.head_count") ?? 0, Number("expert_count") ?? 0);

        // Some families have a count for each layer; the mixes go by the first.
        int? Number(string name)
        {
            GgufValue? value = metadata[$"{architecture}.{name}"];
            long? number = value?.AsInteger() ?? (long?)value?.AsArray<int>()?.FirstOrDefault() ?? value?.AsArray<uint>()?.FirstOrDefault();
            return number is null ? null
                : number is >= 0 and <= int.MaxValue ? (int)number
                : throw new CheckpointException(new(path, $"{architecture}.{name}"), $"The value {number} is out of range.", "The file is damaged: convert the model again.");
        }
    }

    // The parts keep their numbers of tensors; types and so sizes change.
    private static GgufSplitOptions KeepSplit(GgufFile source) => new()
    {
        MaxTensors = source.Tensors.GroupBy(tensor => tensor.Location.Path).Max(part => part.Count()),
    };
}
