using Ingot.Checkpoints.HuggingFace;
using Ingot.Conversion.Planning;
using Ingot.Formats.Gguf;
using Ingot.Models.Towers;
using Ingot.Quantization.Recipes;
using Ingot.Tensors;

namespace Ingot.Conversion.Gguf;

/// <summary>Plans the file of a vision tower, which stands beside the language model's: <c>mmproj-*.gguf</c>.</summary>
internal static class ProjectorPlanner
{
    /// <summary>What a plan calls it.</summary>
    public const string Part = "mmproj";

    private static readonly string[] fileTypes = ["F32", "F16", "BF16", "Q8_0"];

    /// <summary>The file to be written; null when the model has no tower or it is to be left out.</summary>
    /// <param name="source">The checkpoint.</param>
    /// <param name="options">What is asked for.</param>
    /// <param name="names">What the language model's metadata is made from.</param>
    /// <exception cref="IngotException">The tower is not there or not whole, or the options ask for one of a model that has none.</exception>
    public static GgufOutput? Plan(HuggingFaceCheckpoint source, ConversionOptions options, GgufMetadataInputs names)
    {
        if (source.Tower is not { } tower)
        {
            return options.Projector == ProjectorOptions.Default ? null : throw new IngotException(
                new(source.Path), $"Models of the family {source.Architecture.Name} have no vision tower.", "Leave out --mmproj.");
        }

        if (options.Projector.Mode == ProjectorMode.None)
            return null;
        if (fileTypes.FirstOrDefault(name => name.Equals(options.Projector.FileType, StringComparison.OrdinalIgnoreCase)) is not string fileType)
            throw new IngotException(null, $"'{options.Projector.FileType}' is no type for a vision tower.", $"Choose {string.Join(", ", fileTypes)}.");

        TensorType asked = FileTypes.Find(fileType)!.DefaultType;
        (PlannedTensor Tensor, IWeight Weight)[] tensors = [.. tower.Map.Targets.Select(target => Planned(source, target, asked))];
        GgufMetadataInputs own = names with
        {
            FileType = (uint)FileTypes.Find(fileType)!.Id,
            ParameterCount = tensors.Sum(item => item.Tensor.Shape.ElementCount),
        };
        GgufMetadata general = [];
        GeneralMetadata.Add(general, own);
        return new()
        {
            Path = OutputPaths.ForProjector(options, general, fileType),
            FileType = fileType,
            Part = Part,
            Metadata = ProjectorMetadata.Build(tower, own),
            Tensors = tensors,
            Split = new(),
            Lineage = options.Lineage,
        };
    }

    private static (PlannedTensor Tensor, IWeight Weight) Planned(HuggingFaceCheckpoint source, TowerTargetTensor target, TensorType asked)
    {
        IWeight weight = target.Target.Open(source.Open(target.Source));
        string[] steps = [.. TargetPlan.Decoding(source, target.Source.Name), .. TowerTargetTensor.Transforms(weight)];
        PlannedTensor tensor = new()
        {
            Name = target.Name,
            Source = target.Source.Name,
            Transform = steps.Length > 0 ? string.Join("; ", steps) : null,
            Shape = weight.Shape,
            SourceType = weight.StoredType,
            Type = TypeOf(target, weight.Shape, asked),
        };
        return (tensor, weight);
    }

    private static TensorType TypeOf(TowerTargetTensor target, TensorShape shape, TensorType asked) => target.Target.Storage switch
    {
        TowerStorage.Half => TensorTypes.F16,
        TowerStorage.HalfIfAsked => asked == TensorTypes.F16 ? TensorTypes.F16 : TensorTypes.F32,
        TowerStorage.AsAsked => shape.Columns % asked.WeightsPerBlock == 0 ? asked : TensorTypes.F16,
        _ => ConverterTypes.Choose(target.Name, shape, asked),
    };
}
