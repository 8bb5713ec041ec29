using System.Collections.Immutable;
using Ingot.Checkpoints;
using Ingot.Checkpoints.Findings;
using Ingot.Checkpoints.Gguf;
using Ingot.Checkpoints.HuggingFace;
using Ingot.Conversion.Execution;
using Ingot.Conversion.Importance;
using Ingot.Conversion.Planning;
using Ingot.Formats.Gguf;
using Ingot.Models;
using Ingot.Models.Naming;
using Ingot.Quantization.Recipes;
using Ingot.Tensors;

namespace Ingot.Conversion.Gguf;

/// <summary>Plans a Hugging Face checkpoint's way into one or more GGUF files.</summary>
internal static class GgufPlanner
{
    private const string Automatic = "AUTO";

    // What the reference converter writes itself; every other type is its quantizer's work, whose order of tensors and keys differs.
    private static readonly string[] converterTypes = ["F32", "F16", "BF16", "Q8_0"];

    /// <summary>Plans every output.</summary>
    public static ConversionJob Plan(Checkpoint checkpoint, ConversionOptions options)
    {
        HuggingFaceCheckpoint source = checkpoint as HuggingFaceCheckpoint ?? throw new IngotException(
            new(checkpoint.Path), "The source is a GGUF already.", "Use 'ingot quantize' to change its type.");
        source.Map.ThrowIfBroken(new(source.Path));
        Hyperparameters numbers = source.Hyperparameters with { RopeScaling = options.RopeScaling ?? source.Hyperparameters.RopeScaling };
        IReadOnlyList<TargetTensor> targets = TargetTensors.ForGguf(source.Architecture, numbers, source.Map);
        (GgufVocabulary vocabulary, bool isPreTokenizerKnown) = GgufVocabularySource.Build(source, options);
        List<Finding> findings = [.. source.Findings, .. FindingsOf(source, numbers, vocabulary, options)];
        if (!isPreTokenizerKnown)
            findings.Add(FindingKinds.PreTokenizerUnknown.At("tokenizer.json", vocabulary.Vocabulary.Pre));

        ImmutableArray<SourceFile> files = PlanFacts.Files(source.Files, options.Importance);
        ImmutableSortedDictionary<string, string> named = PlanFacts.Options(options);
        ImportanceUse use = new(options.Importance);
        List<Finding> ofImportance = [];
        List<OutputJob> outputs = [];
        foreach (string fileType in options.FileTypes.Select(name => Resolve(name, source)).Distinct())
        {
            GgufOutput output = Output(source, options, numbers, targets, vocabulary, fileType, use);
            ofImportance.AddRange(output.Importance.Findings);
            outputs.Add(output.LayOut(files, named, findings));
        }

        int threads = options.Memory?.Threads(outputs, options.ThreadCount) ?? options.ThreadCount;
        return new(
            new()
            {
                Tool = PlanFacts.Tool,
                Source = source.Path,
                Architecture = source.Architecture.Name,
                SourceFiles = files,
                Findings = [.. findings, .. ofImportance.Distinct()],
                Ignored = source.Map.Ignored.ToImmutableDictionary(name => name, _ => "It holds nothing trained."),
                Options = named,
                Outputs = [.. outputs.Select(output => output.Plan)],
                PeakMemoryBytes = PlanFacts.PeakMemory(outputs, threads),
            },
            outputs,
            options with { ThreadCount = threads });
    }

    private static string Resolve(string name, HuggingFaceCheckpoint source)
    {
        if (name.Equals(Automatic, StringComparison.OrdinalIgnoreCase))
            return ConverterTypes.Automatic(TypesIn(source)).Name;
        return FileTypes.Find(name)?.Name ?? throw new IngotException(
            null, $"'{name}' is no file type.", $"Choose AUTO or one of {FileTypes.Names}.");
    }

    private static IEnumerable<(TensorType Type, TensorShape Shape)> TypesIn(HuggingFaceCheckpoint source) =>
        source.Map.Tensors.Select(tensor => (source.Tensors.Find(tensor.Source.Name)!.Type, tensor.Source.Shape));

    private static GgufOutput Output(
        HuggingFaceCheckpoint source,
        ConversionOptions options,
        Hyperparameters numbers,
        IReadOnlyList<TargetTensor> targets,
        GgufVocabulary vocabulary,
        string fileTypeName,
        ImportanceUse use)
    {
        FileType fileType = FileTypes.Find(fileTypeName)!;
        QuantizationOptions quantization = use.Adjust(options.Quantization);
        bool isConverters = converterTypes.Contains(fileType.Name) && quantization == QuantizationOptions.Default;
        TensorType intermediate = isConverters ? fileType.DefaultType : Intermediate(source);
        PlannedTensor[] tensors = [.. targets.Select(target => TargetPlan.Of(source, target, ConverterTypes.Choose(target.Name, target.Shape, intermediate)))];
        GgufMetadata metadata = GgufMetadataBuilder.Build(new()
        {
            Spec = source.Architecture,
            Hyperparameters = numbers,
            Config = source.Folder.Config,
            FolderName = source.Folder.Name,
            ModelCard = source.Folder.ReadText("README.md"),
            GenerationConfig = source.Folder.GenerationConfig,
            ModelName = options.ModelName,
            ParameterCount = tensors.Sum(tensor => tensor.Shape.ElementCount),
            FileType = (uint)(fileType.IsCopy ? FileTypes.Find(intermediate.Name)! : fileType).Id,
            Vocabulary = vocabulary,
        });
        ImportanceAssignment importance = ImportanceAssignment.None;
        if (!isConverters)
            (tensors, metadata, importance) = Quantize(tensors, metadata, fileType, numbers, source.Architecture, quantization, use);
        if (options.Lineage)
            AddWhatGgufCannotSay(metadata, numbers, vocabulary);

        Dictionary<string, TargetTensor> byName = targets.ToDictionary(target => target.Name);
        return new()
        {
            Path = OutputPaths.ForGguf(options, metadata, fileType.Name),
            FileType = fileType.Name,
            Metadata = metadata,
            Tensors = [.. tensors.Select(tensor => (tensor, byName[tensor.Name].Open(source.Weights)))],
            Importance = importance,
            Split = new() { MaxBytes = options.SplitMaxBytes, MaxTensors = options.SplitMaxTensors },
            Lineage = options.Lineage,
        };
    }

    /// <summary>What tensors keep that a mix leaves alone: the source's own 16-bit type, so that nothing is lost on the way.</summary>
    private static TensorType Intermediate(HuggingFaceCheckpoint source) =>
        TypesIn(source).Any(tensor => tensor.Type == TensorTypes.F32 && tensor.Shape.Rank >= 2) ? TensorTypes.F32 : ConverterTypes.Automatic(TypesIn(source));

    /// <summary>Lets the mix choose types, and puts tensors and keys in the quantizer's order.</summary>
    private static (PlannedTensor[] Tensors, GgufMetadata Metadata, ImportanceAssignment Importance) Quantize(
        PlannedTensor[] tensors,
        GgufMetadata metadata,
        FileType fileType,
        Hyperparameters numbers,
        ArchitectureSpec spec,
        QuantizationOptions options,
        ImportanceUse use)
    {
        ModelFacts facts = new(spec.Gguf.Architecture, numbers.LayerCount, numbers.HeadCount, numbers.KeyValueHeadCount);
        Dictionary<string, PlannedTensor> byName = tensors.ToDictionary(tensor => tensor.Name);
        IReadOnlyList<TensorChoice> choices = QuantizationRecipe.Choose(
            fileType, facts, tensors.Select(tensor => new RecipeTensor(tensor.Name, tensor.Shape, tensor.Type)), options);
        ImportanceAssignment importance = use.Assign(fileType, choices);
        GgufMetadata relabelled = Relabel(metadata, fileType, choices.Select(choice => choice.Tensor));
        importance.AddTo(relabelled);
        return ([.. choices.Select(choice => byName[choice.Tensor.Name] with { Type = TypeOf(choice), Reason = ReasonOf(choice) })], relabelled, importance);
    }

    /// <summary>The type a tensor gets.</summary>
    internal static TensorType TypeOf(TensorChoice choice) => choice.Changes ? choice.Type : choice.Tensor.SourceType;

    /// <summary>Why a choice differs from the file type's own type; null when it does not.</summary>
    internal static string? ReasonOf(TensorChoice choice) => choice.Reason switch
    {
        ChoiceReason.Mix => "the mix gives this tensor more or fewer bits",
        ChoiceReason.Override => "asked for",
        ChoiceReason.Fallback => $"{choice.Tensor.Shape.Columns} columns are no multiple of {choice.WantedTypeName}'s block",
        _ => null,
    };

    /// <summary>The metadata as the quantizer leaves it: version and file type at the end.</summary>
    /// <param name="metadata">What it was.</param>
    /// <param name="fileType">The new file type.</param>
    /// <param name="tensors">The source's tensors, which tell the number of a copy whose source does not say it.</param>
    internal static GgufMetadata Relabel(GgufMetadata metadata, FileType fileType, IEnumerable<RecipeTensor> tensors)
    {
        GgufMetadata relabelled = metadata.Copy();
        uint sourceId = (uint)(metadata["general.file_type"]?.AsInteger() ?? QuantizationRecipe.GuessId(tensors));
        foreach ((string key, uint value) in QuantizationRecipe.Metadata(fileType, sourceId))
        {
            relabelled[key] = null;
            relabelled[key] = GgufValue.Of(value);
        }

        return relabelled;
    }

    private static void AddWhatGgufCannotSay(GgufMetadata metadata, Hyperparameters numbers, GgufVocabulary vocabulary)
    {
        if (numbers.RopeScaling.Kind == RopeScalingKind.Dynamic)
            metadata[IngotKeys.RopeScaling] = GgufValue.Of(RopeScalingText.Write(numbers.RopeScaling));
        if (vocabulary.NulTokenId is int nul)
            metadata[IngotKeys.NulToken] = GgufValue.Of((uint)nul);
    }

    private static IEnumerable<Finding> FindingsOf(
        HuggingFaceCheckpoint source, Hyperparameters numbers, GgufVocabulary vocabulary, ConversionOptions options)
    {
        if (numbers.RopeScaling.Kind == RopeScalingKind.Dynamic)
        {
            yield return FindingKinds.RopeScalingNotInGguf.At(
                "config.json: rope_scaling", "dynamic", numbers.RopeScaling.Factor, numbers.RopeScaling.OriginalContextLength ?? numbers.ContextLength);
        }

        if (vocabulary.NulTokenId is int nul)
            yield return FindingKinds.NulToken.At("tokenizer.model", nul, options.NulToken ?? GgufVocabularyBuilder.DefaultNulToken);
        if (vocabulary.PaddedCount > 0)
        {
            yield return FindingKinds.VocabularySize.At(
                source.Path, vocabulary.Vocabulary.Tokens.Length - vocabulary.PaddedCount, vocabulary.Vocabulary.Tokens.Length);
        }

        if (vocabulary.OutOfRange.Count > 0)
            yield return FindingKinds.VocabularyBeyondEmbedding.At(source.Path, vocabulary.OutOfRange.Max() + 1, numbers.VocabularySize);
    }
}
