using System.Text.Json;
using Ingot.Checkpoints.HuggingFace;
using Ingot.Formats.Gguf;
using Ingot.Models.Towers;
using Ingot.Tensors;

namespace Ingot.Conversion.Gguf;

/// <summary>Writes down every key of a tower's file, as its description lists them.</summary>
internal static class ProjectorMetadata
{
    /// <summary>Builds the metadata.</summary>
    /// <param name="tower">The tower.</param>
    /// <param name="names">What the model's names are made from.</param>
    public static GgufMetadata Build(HuggingFaceTower tower, GgufMetadataInputs names)
    {
        GgufMetadata metadata = [];
        metadata.Add("general.architecture", GgufValue.Of(TowerSpec.GgufArchitecture));
        foreach (TowerKey key in tower.Spec.Keys)
        {
            switch (key.Kind)
            {
                case TowerKeyKind.ModelNames:
                    metadata.Add("general.type", GgufValue.Of("mmproj"));
                    GeneralMetadata.Add(metadata, names);
                    break;
                case TowerKeyKind.FileType:
                    metadata.Add(key.Name, GgufValue.Of(names.FileType));
                    break;
                default:
                    metadata.Add(key.Name, ValueOf(key, key.Constant is string constant ? HuggingFaceTower.Parse(constant) : tower.Find(key.Value!)));
                    break;
            }
        }

        return metadata;
    }

    private static GgufValue ValueOf(TowerKey key, JsonElement value) => key.Kind switch
    {
        TowerKeyKind.UInt32 when value.ValueKind == JsonValueKind.Number && value.TryGetUInt32(out uint number) => GgufValue.Of(number),
        TowerKeyKind.Int32 when value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out int number) => GgufValue.Of(number),
        TowerKeyKind.Float32 when value.ValueKind == JsonValueKind.Number => GgufValue.Of(value.GetSingle()),
        TowerKeyKind.Float32s when Numbers(value) is { Length: > 0 } numbers => GgufValue.OfArray(numbers),
        TowerKeyKind.Bool when value.ValueKind is JsonValueKind.True or JsonValueKind.False => GgufValue.Of(value.GetBoolean()),
        TowerKeyKind.Text when value.ValueKind == JsonValueKind.String => GgufValue.Of(value.GetString()!),
        TowerKeyKind.Period when Period(value) is uint period => GgufValue.Of(period),
        _ => throw new CheckpointException(
            new(key.Value?.File ?? key.Name, key.Value?.Path), $"The value {value.GetRawText()} cannot become {key.Name}.", "Correct it as the model's page states it, or download the file again."),
    };

    private static float[]? Numbers(JsonElement list) =>
        list.ValueKind == JsonValueKind.Array && list.EnumerateArray().All(item => item.ValueKind == JsonValueKind.Number)
            ? [.. list.EnumerateArray().Select(item => item.GetSingle())]
            : null;

    /// <summary>The distance of the numbers of a list, which starts one short of it: 8 for 7, 15, 23.</summary>
    private static uint? Period(JsonElement list)
    {
        if (Numbers(list) is not [float first, ..] numbers || first < 0)
            return null;
        float period = first + 1;
        return Enumerable.Range(1, numbers.Length - 1).All(i => numbers[i] - numbers[i - 1] == period) ? (uint)period : null;
    }
}
