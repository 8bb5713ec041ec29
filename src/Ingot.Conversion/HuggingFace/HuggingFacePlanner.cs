using System.Collections.Immutable;
using System.Text;
using Ingot.Checkpoints;
using Ingot.Checkpoints.HuggingFace;
using Ingot.Conversion.Execution;
using Ingot.Conversion.Planning;
using Ingot.Formats;
using Ingot.Formats.Safetensors;
using Ingot.Models;
using Ingot.Models.Architectures;
using Ingot.Models.Naming;
using Ingot.Tensors;

namespace Ingot.Conversion.HuggingFace;

/// <summary>Plans a checkpoint's way into a Hugging Face folder of a family's layout.</summary>
internal static class HuggingFacePlanner
{
    private const string Automatic = "AUTO";
    private const string LineageFile = "ingot.json";

    // The size transformers cuts at.
    private const long DefaultShardBytes = 5_000_000_000;

    private static readonly TensorType[] numberTypes = [TensorTypes.F32, TensorTypes.F16, TensorTypes.BF16];

    /// <summary>Plans the folder.</summary>
    public static ConversionJob Plan(Checkpoint checkpoint, ConversionOptions options)
    {
        HuggingFaceCheckpoint source = checkpoint as HuggingFaceCheckpoint ?? throw new IngotException(
            new(checkpoint.Path), "A GGUF cannot become a Hugging Face folder yet.", "Give the Hugging Face folder it was made from.");
        ArchitectureSpec target = TargetOf(source, options);
        IModelWeights weights = source.Weights;
        IReadOnlyList<TargetTensor> targets = TargetTensors.ForHuggingFace(target, weights);
        (PlannedTensor Tensor, IWeight Weight)[] tensors =
        [
            .. targets.Select(item => (item, weight: item.Open(weights))).Select(pair => (TargetPlan.Of(source, pair.item, TypeOf(pair.weight, options)), pair.weight)),
        ];
        SafetensorsLayout layout = SafetensorsLayout.Create(
            [.. tensors.Select(item => new PlacedTensor(item.Tensor.Name, item.Tensor.Type, item.Tensor.Shape))],
            new Dictionary<string, string> { ["format"] = "pt" },
            options.SplitMaxBytes ?? DefaultShardBytes);

        Dictionary<string, (int File, long Offset)> places = [];
        for (int file = 0; file < layout.Files.Length; file++)
        {
            foreach (PlacedTensor placed in layout.Files[file].Tensors)
                places.Add(placed.Name, (file, placed.OffsetBytes));
        }

        TensorType main = tensors.Where(item => item.Tensor.Shape.Rank >= 2).Select(item => item.Tensor.Type).First();
        Hyperparameters numbers = source.Hyperparameters with { RopeScaling = options.RopeScaling ?? source.Hyperparameters.RopeScaling };
        List<(string Name, ReadOnlyMemory<byte> Content)> companions =
        [
            ("config.json", ConfigWriter.Write(
                target, numbers, source.Folder.Config, main,
                hasAttentionBias: weights.Find(TensorRole.AttentionQueryBias, 0) is not null,
                hasOwnHead: weights.Find(TensorRole.Output) is not null)),
            .. CompanionFiles.From(source.Folder, changesFamily: target != source.Architecture),
        ];
        if (layout.IndexJson is string index)
            companions.Add((layout.IndexFileName!, Encoding.UTF8.GetBytes(index)));

        ImmutableArray<SourceFile> files = PlanFacts.Files(source.Files);
        ImmutableSortedDictionary<string, string> named = PlanFacts.Options(options, source.Architecture);
        ImmutableArray<PlannedTensor> planned =
        [
            .. tensors.Select(item => item.Tensor with { FileIndex = places[item.Tensor.Name].File, OffsetBytes = places[item.Tensor.Name].Offset }),
        ];
        OutputJob output = new()
        {
            Plan = new()
            {
                FileType = main.Name,
                Files = [.. layout.Files.Select(file => new PlannedFile(Path.Combine(options.Output, file.FileName), file.LengthBytes))],
                Tensors = planned,
                Companions =
                [
                    .. companions.Select(file => Path.Combine(options.Output, file.Name)),
                    .. options.Lineage ? [Path.Combine(options.Output, LineageFile)] : Array.Empty<string>(),
                ],
            },
            Weights = [.. tensors.Select(item => item.Weight)],
            RecordsSources = options.Lineage,
            Headers = _ => [.. layout.Files.Select(file => file.Header)],
            Companions = facts =>
            [
                .. companions.Select(file => (Path.Combine(options.Output, file.Name), file.Content)),
                .. options.Lineage ? [(Path.Combine(options.Output, LineageFile), Lineage(facts))] : Array.Empty<(string, ReadOnlyMemory<byte>)>(),
            ],
        };
        return new(
            new()
            {
                Tool = PlanFacts.Tool,
                Source = source.Path,
                Architecture = source.Architecture.Name,
                SourceFiles = files,
                Findings = [.. source.Findings],
                Ignored = source.Map.Ignored.ToImmutableDictionary(name => name, _ => "It holds nothing trained."),
                Options = named,
                Outputs = [output.Plan],
                PeakMemoryBytes = PlanFacts.PeakMemory([output], options.ThreadCount),
            },
            [output],
            options);

        ReadOnlyMemory<byte> Lineage(RunFacts facts) =>
            Encoding.UTF8.GetBytes(ResultLineage.Write(PlanFacts.Tool, files, named, source.Findings, planned, facts) + "\n");
    }

    private static ArchitectureSpec TargetOf(HuggingFaceCheckpoint source, ConversionOptions options) =>
        options.TargetArchitecture is not string name
            ? source.Architecture
            : ArchitectureList.All.FirstOrDefault(spec => spec.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) ?? throw new IngotException(
                null, $"There is no family '{name}'.", $"Choose one of {string.Join(", ", ArchitectureList.All.Select(spec => spec.Name))}.");

    private static TensorType TypeOf(IWeight weight, ConversionOptions options)
    {
        string name = options.FileTypes is [string only] ? only : throw new IngotException(
            null, "A Hugging Face folder has one number type.", "Give --dtype once.");
        if (name.Equals(Automatic, StringComparison.OrdinalIgnoreCase))
            return weight.StoredType;
        return numberTypes.FirstOrDefault(type => type.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) ?? throw new IngotException(
            null, $"'{name}' is no number type of a Hugging Face folder.", $"Choose AUTO or one of {string.Join(", ", numberTypes.Select(type => type.Name))}.");
    }
}
