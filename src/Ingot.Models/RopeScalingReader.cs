using System.Collections.Immutable;
using System.Text.Json;

namespace Ingot.Models;

/// <summary>Reads the rope settings: <c>rope_scaling</c> with <c>type</c> or <c>rope_type</c>, or <c>rope_parameters</c> with the base inside.</summary>
internal static class RopeScalingReader
{
    private static readonly Dictionary<string, RopeScalingKind> kinds = new(StringComparer.OrdinalIgnoreCase)
    {
        ["default"] = RopeScalingKind.None,
        ["none"] = RopeScalingKind.None,
        // Positions of three kinds, not scaled: see Hyperparameters.RopeSections.
        ["mrope"] = RopeScalingKind.None,
        ["linear"] = RopeScalingKind.Linear,
        ["dynamic"] = RopeScalingKind.Dynamic,
        ["yarn"] = RopeScalingKind.Yarn,
        ["llama3"] = RopeScalingKind.Llama3,
    };

    public static (RopeScaling Scaling, float Base) Read(ConfigReader reader, HyperparameterKeys keys)
    {
        string place = keys.RopeScaling.Name;
        if (reader.Find(keys.RopeScaling) is not JsonElement settings)
            return (RopeScaling.None, reader.Number(keys.RopeBase));
        if (settings.ValueKind != JsonValueKind.Object)
        {
            throw reader.Problem(
                place, "The rope settings are neither an object nor null.", "Correct them in config.json, or download the file again.");
        }

        float ropeBase = Find(settings, keys.RopeBase.Name) is JsonElement inside
            ? reader.ToNumber(inside, $"{place}.{keys.RopeBase.Name}")
            : reader.Number(keys.RopeBase);
        string type = TypeIn(settings) ?? "default";
        if (!kinds.TryGetValue(type, out RopeScalingKind kind))
        {
            throw reader.Problem(
                place,
                $"The rope scaling type \"{type}\" is not supported.",
                $"Supported are {string.Join(", ", kinds.Keys)}; converting with another type would give wrong positions.");
        }

        if (kind == RopeScalingKind.None)
            return (RopeScaling.None, ropeBase);
        RopeScaling initial = RopeScaling.None;
        RopeScaling scaling = new()
        {
            Kind = kind,
            Factor = Number(reader, settings, place, "factor") ?? throw reader.Problem(
                $"{place}.factor", $"The {type} scaling has no factor.", "Add it in config.json as the model's page states it."),
            OriginalContextLength = Find(settings, "original_max_position_embeddings") is JsonElement original
                ? reader.ToInteger(original, $"{place}.original_max_position_embeddings")
                : reader.OptionalInteger("original_max_position_embeddings"),
            LowFrequencyFactor = Number(reader, settings, place, "low_freq_factor") ?? initial.LowFrequencyFactor,
            HighFrequencyFactor = Number(reader, settings, place, "high_freq_factor") ?? initial.HighFrequencyFactor,
            AttentionFactor = Number(reader, settings, place, "attention_factor") ?? Number(reader, settings, place, "attn_factor"),
            BetaFast = Number(reader, settings, place, "beta_fast") ?? initial.BetaFast,
            BetaSlow = Number(reader, settings, place, "beta_slow") ?? initial.BetaSlow,
        };
        return scaling.Factor > 0
            ? (scaling, ropeBase)
            : throw reader.Problem($"{place}.factor", "The factor is not above 0.", "Correct it in config.json as the model's page states it.");
    }

    /// <summary>How many pairs of a head rotate by each kind of position (<c>mrope_section</c>): four numbers, or none.</summary>
    public static ImmutableArray<int> Sections(ConfigReader reader, HyperparameterKeys keys)
    {
        const int Kinds = 4;
        string place = $"{keys.RopeScaling.Name}.mrope_section";
        if (reader.Find(keys.RopeScaling) is not { ValueKind: JsonValueKind.Object } settings || Find(settings, "mrope_section") is not JsonElement list)
            return [];
        if (list.ValueKind != JsonValueKind.Array || list.GetArrayLength() is 0 or > Kinds)
            throw reader.Problem(place, "The sections are no list of up to four numbers.", "Correct them in config.json, or download the file again.");
        int[] sections = [.. list.EnumerateArray().Select(item => reader.ToInteger(item, place))];
        return [.. sections, .. new int[Kinds - sections.Length]];
    }

    private static string? TypeIn(JsonElement settings)
    {
        JsonElement? type = Find(settings, "rope_type") ?? Find(settings, "type");
        return type is { ValueKind: JsonValueKind.String } text ? text.GetString() : type?.GetRawText();
    }

    private static float? Number(ConfigReader reader, JsonElement settings, string place, string name) =>
        Find(settings, name) is JsonElement value ? reader.ToNumber(value, $"{place}.{name}") : null;

    private static JsonElement? Find(JsonElement settings, string name) =>
        settings.TryGetProperty(name, out JsonElement value) && value.ValueKind != JsonValueKind.Null ? value : null;
}
