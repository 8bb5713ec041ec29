using System.Collections.Immutable;
using Ingot.Checkpoints;
using Ingot.Checkpoints.Findings;
using Ingot.Checkpoints.Gguf;
using Ingot.Checkpoints.HuggingFace;
using Ingot.Conversion.Execution;
using Ingot.Conversion.Fitting;
using Ingot.Conversion.Importance;
using Ingot.Conversion.Planning;
using Ingot.Formats.Gguf;
using Ingot.Models;
using Ingot.Models.Naming;
using Ingot.Quantization.Fitting;
using Ingot.Quantization.Recipes;
using Ingot.Tensors;

namespace Ingot.Conversion.Gguf;

/// <summary>Plans a Hugging Face checkpoint's way into one or more GGUF files.</summary>
internal static class GgufPlanner
{
    // The label of a file whose experts keep the four bits they came in.
    private const string FourBitExperts = "MXFP4_MOE";

    private const string Automatic = "AUTO";

    // What the reference converter writes itself; every other type is its quantizer's work, whose order of tensors and keys differs.
    private static readonly string[] converterTypes = ["F32", "F16", "BF16", "Q8_0"];

    /// <summary>Plans every output.</summary>
    public static ConversionJob Plan(Checkpoint checkpoint, ConversionOptions options, FitMeans means)
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
        ImmutableSortedDictionary<string, string> named = PlanFacts.Options(options, source.Architecture);
        ImportanceUse use = new(options.Importance);
        List<Finding> ofImportance = [];
        List<OutputJob> outputs = [];
        if (options.Fit is { } fit && options.Projector.Mode != ProjectorMode.Only)
        {
            (GgufOutput output, OutputJob job) = Fitted(source, options, fit, numbers, targets, vocabulary, use, means, output => output.LayOut(files, named, findings));
            ofImportance.AddRange(output.Importance.Findings);
            outputs.Add(job);
        }

        bool isSuperfluous = options.Fit is not null || options.Projector.Mode == ProjectorMode.Only;
        foreach (string fileType in isSuperfluous ? [] : options.FileTypes.Select(name => Resolve(name, source)).Distinct())
        {
            GgufOutput output = Output(source, options, numbers, targets, vocabulary, fileType, use);
            ofImportance.AddRange(output.Importance.Findings);
            outputs.Add(output.LayOut(files, named, findings));
        }

        if (ProjectorPlanner.Plan(source, options, MetadataInputs(source, options, numbers, vocabulary)) is { } projector)
            outputs.Add(projector.LayOut(files, named, findings));

        int threads = options.Memory?.Threads(outputs, options.ThreadCount, source.Storage.WorkingBytes) ?? options.ThreadCount;
        return new(
            new()
            {
                Tool = PlanFacts.Tool,
                Source = source.Path,
                Architecture = source.Architecture.Name,
                SourceFiles = files,
                Findings = [.. findings, .. ofImportance.Distinct()],
                Ignored = TargetPlan.Ignored(source, options, keepsUnused: false),
                Options = named,
                Outputs = [.. outputs.Select(output => output.Plan)],
                PeakMemoryBytes = PlanFacts.PeakMemory(outputs, threads) + source.Storage.WorkingBytes,
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
        source.Map.Tensors.Select(tensor => (source.Storage.Find(tensor.Source.Name)!.Type, tensor.Source.Shape));

    private static TensorType TypeOf(HuggingFaceCheckpoint source, TargetTensor target, TensorType type) =>
        source.Architecture.Gguf.KeepsFourBits.Contains(target.Role) && target.Open(source.Weights).StoredType == TensorTypes.MXFP4
            ? TensorTypes.MXFP4
            : ConverterTypes.Choose(target.Name, target.Shape, type);

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
        (PlannedTensor[] tensors, GgufMetadata metadata) = Converted(
            source, options, numbers, targets, vocabulary, fileType, isConverters ? fileType.DefaultType : Intermediate(source));
        ImportanceAssignment importance = ImportanceAssignment.None;
        if (!isConverters)
        {
            IReadOnlyList<TensorChoice> choices = QuantizationRecipe.Choose(fileType, FactsOf(source, numbers), Recipe(tensors), quantization);
            (tensors, metadata, importance) = Quantize(tensors, metadata, fileType, choices, use);
        }

        return Output(source, options, numbers, targets, vocabulary, fileType.Name, tensors, metadata, importance);
    }

    /// <summary>The output whose types fit a size.</summary>
    private static (GgufOutput Output, OutputJob Job) Fitted(
        HuggingFaceCheckpoint source,
        ConversionOptions options,
        FitOptions fit,
        Hyperparameters numbers,
        IReadOnlyList<TargetTensor> targets,
        GgufVocabulary vocabulary,
        ImportanceUse use,
        FitMeans means,
        Func<GgufOutput, OutputJob> layOut)
    {
        TensorType intermediate = Intermediate(source);
        (PlannedTensor[] tensors, GgufMetadata metadata) = Converted(source, options, numbers, targets, vocabulary, FileTypes.Find(intermediate.Name)!, intermediate);
        Dictionary<string, TargetTensor> byName = targets.ToDictionary(target => target.Name);
        GgufFitter fitter = new(
            fit, FactsOf(source, numbers), [.. Recipe(tensors)], name => byName[name].Open(source.Weights), use, options.Quantization, means);
        return fitter.Choose(metadata, source.Path, (fileType, choices) =>
        {
            (PlannedTensor[] chosen, GgufMetadata relabelled, ImportanceAssignment importance) = Quantize(tensors, metadata, fileType, choices, use);
            GgufOutput output = Output(source, options, numbers, targets, vocabulary, fit.Target.Text, chosen, relabelled, importance);
            return (output, layOut(output));
        });
    }

    /// <summary>The tensors and keys as the reference converter writes them.</summary>
    private static (PlannedTensor[] Tensors, GgufMetadata Metadata) Converted(
        HuggingFaceCheckpoint source,
        ConversionOptions options,
        Hyperparameters numbers,
        IReadOnlyList<TargetTensor> targets,
        GgufVocabulary vocabulary,
        FileType fileType,
        TensorType type)
    {
        PlannedTensor[] tensors = [.. targets.Select(target => TargetPlan.Of(source, target, TypeOf(source, target, type)))];
        bool keepsFourBits = tensors.Any(tensor => tensor.Type == TensorTypes.MXFP4);
        return (tensors, GgufMetadataBuilder.Build(MetadataInputs(source, options, numbers, vocabulary) with
        {
            ParameterCount = tensors.Sum(tensor => tensor.Shape.ElementCount),
            SizeLabel = SizeLabels.Of(tensors.Select(tensor => (tensor.Name, tensor.Shape))),
            FileType = keepsFourBits ? (uint)FileTypes.Find(FourBitExperts)!.Id : (uint)(fileType.IsCopy ? FileTypes.Find(type.Name)! : fileType).Id,
        }));
    }

    private static GgufOutput Output(
        HuggingFaceCheckpoint source,
        ConversionOptions options,
        Hyperparameters numbers,
        IReadOnlyList<TargetTensor> targets,
        GgufVocabulary vocabulary,
        string fileType,
        PlannedTensor[] tensors,
        GgufMetadata metadata,
        ImportanceAssignment importance)
    {
        // Readers count tokens where they can; without any, this key tells the rows of the embedding.
        if (options.NoVocabulary)
            metadata[$"{source.Architecture.Gguf.Architecture}.vocab_size"] = GgufValue.Of((uint)numbers.VocabularySize);
        if (options.Lineage)
            AddWhatGgufCannotSay(metadata, source.Architecture, numbers, vocabulary);

        Dictionary<string, TargetTensor> byName = targets.ToDictionary(target => target.Name);
        return new()
        {
            Path = OutputPaths.ForGguf(options, metadata, fileType),
            FileType = fileType,
            Metadata = metadata,
            Tensors = [.. tensors.Select(tensor => (tensor, byName[tensor.Name].Open(source.Weights)))],
            Importance = importance,
            Split = new() { MaxBytes = options.SplitMaxBytes, MaxTensors = options.SplitMaxTensors },
            Lineage = options.Lineage,
        };
    }

    private static GgufMetadataInputs MetadataInputs(
        HuggingFaceCheckpoint source, ConversionOptions options, Hyperparameters numbers, GgufVocabulary vocabulary) => new()
        {
            Spec = source.Architecture,
            Hyperparameters = numbers,
            Config = source.Folder.Config,
            FolderName = source.Folder.Name,
            ModelCard = source.Folder.ReadText("README.md"),
            GenerationConfig = source.Folder.GenerationConfig,
            ModelName = options.ModelName,
            ParameterCount = 0,
            FileType = 0,
            Vocabulary = vocabulary,
        };

    /// <summary>What tensors keep that a mix leaves alone: the source's own 16-bit type, so that nothing is lost on the way.</summary>
    private static TensorType Intermediate(HuggingFaceCheckpoint source) =>
        TypesIn(source).Any(tensor => tensor.Type == TensorTypes.F32 && tensor.Shape.Rank >= 2) ? TensorTypes.F32 : ConverterTypes.Automatic(TypesIn(source));

    private static ModelFacts FactsOf(HuggingFaceCheckpoint source, Hyperparameters numbers) =>
        new(source.Architecture.Gguf.Architecture, numbers.LayerCount, numbers.HeadCount, numbers.KeyValueHeadCount);

    private static IEnumerable<RecipeTensor> Recipe(IEnumerable<PlannedTensor> tensors) =>
        tensors.Select(tensor => new RecipeTensor(tensor.Name, tensor.Shape, tensor.Type));

    /// <summary>Gives tensors their chosen types, and puts tensors and keys in the quantizer's order.</summary>
    private static (PlannedTensor[] Tensors, GgufMetadata Metadata, ImportanceAssignment Importance) Quantize(
        PlannedTensor[] tensors,
        GgufMetadata metadata,
        FileType fileType,
        IReadOnlyList<TensorChoice> choices,
        ImportanceUse use)
    {
        Dictionary<string, PlannedTensor> byName = tensors.ToDictionary(tensor => tensor.Name);
        ImportanceAssignment importance = use.Assign(fileType, choices);
        GgufMetadata relabelled = Relabel(metadata, fileType, choices.Select(choice => choice.Tensor));
        importance.AddTo(relabelled);
        return (
            [
                .. choices.Select(choice => byName[choice.Tensor.Name] with
                {
                    Type = TypeOf(choice), Reason = ReasonOf(choice), FallbackFrom = FallbackFrom(choice),
                }),
            ],
            relabelled, importance);
    }

    /// <summary>The type a tensor gets.</summary>
    internal static TensorType TypeOf(TensorChoice choice) => choice.Changes ? choice.Type : choice.Tensor.SourceType;

    /// <summary>The type a choice fell back from; null when it did not.</summary>
    internal static TensorType? FallbackFrom(TensorChoice choice) =>
        choice.Reason == ChoiceReason.Fallback ? TensorTypes.FromName(choice.WantedTypeName) : null;

    /// <summary>Why a choice differs from the file type's own type; null when it does not.</summary>
    internal static string? ReasonOf(TensorChoice choice) => choice.Reason switch
    {
        ChoiceReason.Mix => "the mix gives this tensor more or fewer bits",
        ChoiceReason.Override => "asked for",
        ChoiceReason.Fit => "the least error for the size",
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

    private static void AddWhatGgufCannotSay(GgufMetadata metadata, ArchitectureSpec spec, Hyperparameters numbers, GgufVocabulary vocabulary)
    {
        if (numbers.RopeScaling.Kind == RopeScalingKind.Dynamic)
            metadata[IngotKeys.RopeScaling] = GgufValue.Of(RopeScalingText.Write(numbers.RopeScaling));
        if (vocabulary.NulTokenId is int nul)
            metadata[IngotKeys.NulToken] = GgufValue.Of((uint)nul);
        if (IsOtherActivation(spec, numbers))
            metadata[IngotKeys.Activation] = GgufValue.Of(ActivationNames.NameOf(numbers.Activation!.Value));
        if (numbers.AttentionScale is float scale && spec.Gguf.Keys.All(key => key.Number != ModelNumber.AttentionScale)
            && scale != (float)(1 / Math.Sqrt(numbers.HeadLength)))
        {
            metadata[IngotKeys.AttentionScale] = GgufValue.Of(scale);
        }

        if (spec.Gguf.Keys.Any(key => key.Name == GgufKeys.RmsEpsilon.Name && key.Constant is not null))
            metadata[IngotKeys.NormEpsilon] = GgufValue.Of(numbers.NormEpsilon);
        if (spec.Gguf.Keys.Any(key => key.Name == GgufKeys.ContextLength.Name && key.Number != ModelNumber.ContextLength))
            metadata[IngotKeys.ContextLength] = GgufValue.Of((uint)numbers.ContextLength);
    }

    private static bool IsOtherActivation(ArchitectureSpec spec, Hyperparameters numbers) =>
        numbers.Activation is Activation stated && stated != spec.Decoder.Activation;

    private static IEnumerable<Finding> FindingsOf(
        HuggingFaceCheckpoint source, Hyperparameters numbers, GgufVocabulary vocabulary, ConversionOptions options)
    {
        if (numbers.RopeScaling.Kind == RopeScalingKind.Dynamic)
        {
            yield return FindingKinds.RopeScalingNotInGguf.At(
                "config.json: rope_scaling", "dynamic", numbers.RopeScaling.Factor, numbers.RopeScaling.OriginalContextLength ?? numbers.ContextLength);
        }

        if (options.NoVocabulary)
            yield return FindingKinds.VocabularyLeftOut.At("tokenizer");
        if (IsOtherActivation(source.Architecture, numbers))
        {
            yield return FindingKinds.ActivationNotInGguf.At(
                $"config.json: {source.Architecture.Hyperparameters.Activation.Name}",
                ActivationNames.NameOf(numbers.Activation!.Value),
                ActivationNames.NameOf(source.Architecture.Decoder.Activation));
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
