using System.Collections.Immutable;
using System.Text;
using Ingot.Checkpoints;
using Ingot.Checkpoints.Gguf;
using Ingot.Checkpoints.HuggingFace;
using Ingot.Conversion.Execution;
using Ingot.Conversion.Planning;
using Ingot.Formats;
using Ingot.Formats.PyTorch;
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
    public static ConversionJob Plan(Checkpoint source, ConversionOptions options)
    {
        if (source is HuggingFaceCheckpoint { Tower: { } tower } && options.Projector.Mode != ProjectorMode.None)
        {
            throw new IngotException(
                new(source.Path), $"The vision tower ({tower.Spec.Name}) has no place in a Hugging Face folder that Ingot writes.", "Pass --mmproj none to write the language half alone.");
        }

        ArchitectureSpec target = TargetOf(source, options);
        FolderInputs inputs = FolderInputs.Of(source, changesFamily: target != source.Architecture);
        IModelWeights weights = source.Weights;
        // A folder that keeps its family keeps its names, its configuration and what the family does not use.
        HuggingFaceCheckpoint? own = target == source.Architecture ? source as HuggingFaceCheckpoint : null;
        IReadOnlyList<TargetTensor> targets = TargetTensors.ForHuggingFace(target, weights, own?.Map);
        (PlannedTensor Tensor, IWeight Weight)[] tensors =
        [
            .. targets.Select(item => (item, weight: item.Open(weights))).Select(pair => (TargetPlan.Of(source, pair.item, TypeOf(pair.weight, inputs, options)), pair.weight)),
            .. own is null ? [] : UnusedTensors.Of(own, weight => TypeOf(weight, inputs, options)),
        ];
        SafetensorsLayout layout = LayOut(
            source, targets, [.. tensors.Select(item => new PlacedTensor(item.Tensor.Name, item.Tensor.Type, item.Tensor.Shape))], options);
        Dictionary<string, (int File, long Offset)> places = [];
        for (int file = 0; file < layout.Files.Length; file++)
        {
            foreach (PlacedTensor placed in layout.Files[file].Tensors)
                places.Add(placed.Name, (file, placed.OffsetBytes));
        }

        TensorType main = tensors.Where(item => item.Tensor.Shape.Rank >= 2).Select(item => item.Tensor.Type).First();
        Hyperparameters numbers = inputs.Numbers with { RopeScaling = options.RopeScaling ?? inputs.Numbers.RopeScaling };
        byte[] config = own is not null && options.RopeScaling is null
            ? ConfigCopy.Write(own.Folder.Config, main)
            : ConfigWriter.Write(
                target, numbers, inputs.Facts, main,
                hasAttentionBias: weights.Find(TensorRole.AttentionQueryBias, 0) is not null,
                hasOwnHead: weights.Find(TensorRole.Output) is not null);
        if (source is GgufCheckpoint)
            GgufPlan.RequireSame(target, numbers, config, options.Output);
        List<(string Name, ReadOnlyMemory<byte> Content)> companions = [("config.json", config), .. inputs.Companions];
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
        int threads = options.Memory?.Threads([output], options.ThreadCount, source.Storage?.WorkingBytes ?? 0) ?? options.ThreadCount;
        return new(
            new()
            {
                Tool = PlanFacts.Tool,
                Source = source.Path,
                Architecture = source.Architecture.Name,
                SourceFiles = files,
                Findings = [.. inputs.Findings],
                Ignored = TargetPlan.Ignored(source, options, keepsUnused: own is not null),
                Options = named,
                Outputs = [output.Plan],
                PeakMemoryBytes = PlanFacts.PeakMemory([output], threads) + (source.Storage?.WorkingBytes ?? 0),
            },
            [output],
            options with { ThreadCount = threads });

        ReadOnlyMemory<byte> Lineage(RunFacts facts) =>
            Encoding.UTF8.GetBytes(ResultLineage.Write(PlanFacts.Tool, files, named, inputs.Findings, planned, facts) + "\n");
    }

    private static SafetensorsLayout LayOut(
        Checkpoint source, IReadOnlyList<TargetTensor> targets, IReadOnlyList<PlacedTensor> placed, ConversionOptions options)
    {
        Dictionary<string, string> metadata = new() { ["format"] = "pt" };
        return options.SplitMaxBytes is null && source is GgufCheckpoint gguf && GgufPlan.Shards(gguf, [.. targets.Zip(placed)]) is { } shards
            ? SafetensorsLayout.CreateSharded(shards, metadata)
            : SafetensorsLayout.Create(placed, metadata, options.SplitMaxBytes ?? DefaultShardBytes);
    }

    private static ArchitectureSpec TargetOf(Checkpoint source, ConversionOptions options) =>
        options.TargetArchitecture is not string name
            ? source.Architecture
            : ArchitectureList.All.FirstOrDefault(spec => spec.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) ?? throw new IngotException(
                null, $"There is no family '{name}'.", $"Choose one of {string.Join(", ", ArchitectureList.All.Select(spec => spec.Name))}.");

    private static TensorType TypeOf(IWeight weight, FolderInputs inputs, ConversionOptions options)
    {
        string name = options.FileTypes is [string only] ? only : throw new IngotException(
            null, "A Hugging Face folder has one number type.", "Give --dtype once.");
        if (name.Equals(Automatic, StringComparison.OrdinalIgnoreCase))
            return inputs.AutomaticType(weight);
        return FloatTypeNames.TypeOf(name) ?? numberTypes.FirstOrDefault(type => type.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) ?? throw new IngotException(
            null, $"'{name}' is no number type of a Hugging Face folder.", $"Choose AUTO or one of {string.Join(", ", numberTypes.Select(type => type.Name))}.");
    }
}
