using System.Text.Json;
using Ingot.Formats.HuggingFace;
using Ingot.Models.Naming;
using Ingot.Models.Towers;
using Ingot.Tensors;

namespace Ingot.Checkpoints.HuggingFace;

/// <summary>The tower of a checkpoint whose class has one: what it is, its tensors, and the values its file needs.</summary>
public sealed class HuggingFaceTower
{
    private readonly CheckpointFolder folder;
    private readonly Lazy<TowerMap> map;
    private readonly Dictionary<string, JsonElement?> files = [];

    private HuggingFaceTower(CheckpointFolder folder, TowerSpec spec, IReadOnlyList<SourceTensor> tensors)
    {
        this.folder = folder;
        Spec = spec;
        Tensors = tensors;
        map = new(() =>
        {
            TowerMap made = TowerMap.Create(spec, LayerCount(), tensors);
            made.ThrowIfBroken(spec, new(folder.Path));
            return made;
        });
    }

    /// <summary>What is known of it.</summary>
    public TowerSpec Spec { get; }

    /// <summary>Its tensors, in the converter's order.</summary>
    public IReadOnlyList<SourceTensor> Tensors { get; }

    /// <summary>What they become. A tower that is not there or not whole is refused here.</summary>
    /// <exception cref="CheckpointException">No tensor is the tower's, or some are missing or left over.</exception>
    public TowerMap Map => map.Value;

    /// <summary>The tower of a folder, if the class that config.json names has one.</summary>
    /// <param name="folder">The small files.</param>
    /// <param name="huggingFaceClasses">The classes of the family the folder was recognized as.</param>
    /// <param name="tensors">Every tensor of the checkpoint.</param>
    /// <exception cref="CheckpointException">The class covers several models, and this one is not known.</exception>
    internal static HuggingFaceTower? Find(CheckpointFolder folder, IEnumerable<string> huggingFaceClasses, IReadOnlyList<SourceTensor> tensors)
    {
        if (huggingFaceClasses.Select(TowerList.FindByClass).FirstOrDefault(found => found is not null) is not { } spec)
            return null;
        foreach ((string key, string expected) in spec.Requires)
        {
            string? stated = folder.Config.TryGetProperty(key, out JsonElement value) ? value.GetRawText() : null;
            if (stated != expected)
            {
                throw new CheckpointException(
                    folder.Location("config.json", key), $"The {spec.Name} of {key} {stated ?? "(none)"} is not known.", $"Known is {key} {expected}.");
            }
        }

        return new(folder, spec, [.. tensors.Where(tensor => spec.Owns(tensor.Name))]);
    }

    /// <summary>A value that the tower's file needs.</summary>
    /// <exception cref="CheckpointException">No file states it and it has no default.</exception>
    public JsonElement Find(TowerValue value)
    {
        ArgumentNullException.ThrowIfNull(value);
        foreach (TowerValue place in (TowerValue[])[value, .. value.Alternates])
        {
            if (At(place) is JsonElement found)
                return found;
        }

        return value.Default is string absent ? Parse(absent) : throw new CheckpointException(
            folder.Location(value.File, value.Path), $"The vision tower ({Spec.Name}) needs this value, and it is not there.",
            $"Download {value.File} again, or add the value as the model's page states it; --mmproj none converts the language half alone.");
    }

    /// <summary>A value given as JSON.</summary>
    public static JsonElement Parse(string json)
    {
        using JsonDocument document = JsonDocument.Parse(json);
        return document.RootElement.Clone();
    }

    private int LayerCount() => Find(Spec.LayerCount) is { ValueKind: JsonValueKind.Number } number && number.TryGetInt32(out int count) && count is > 0 and < 10_000
        ? count
        : throw new CheckpointException(
            folder.Location(Spec.LayerCount.File, Spec.LayerCount.Path), "The value is no plausible number of blocks.", "Correct it; the tensor names tell the value.");

    private JsonElement? At(TowerValue place)
    {
        if (!files.TryGetValue(place.File, out JsonElement? root))
            files[place.File] = root = folder.ReadJson(place.File);
        foreach (string key in place.Path.Split('.'))
        {
            root = root is { ValueKind: JsonValueKind.Object } section && section.TryGetProperty(key, out JsonElement value)
                && value.ValueKind != JsonValueKind.Null ? value : null;
        }

        return root;
    }
}
