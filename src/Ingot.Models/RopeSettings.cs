using System.Collections.Immutable;
using System.Text.Json;

namespace Ingot.Models;

/// <summary>
/// The rope settings of a config.json: <c>rope_scaling</c> with <c>type</c> or <c>rope_type</c>, <c>rope_parameters</c> with base and
/// rotating part inside, or the latter once for layers with a window and once for the others.
/// </summary>
/// <param name="Base">Base of the frequencies.</param>
/// <param name="BaseOfSlidingLayers">The base in layers with a window; null for the same.</param>
/// <param name="RotaryFactor">Which part of a head rotates.</param>
/// <param name="Scaling">The scaling rule.</param>
internal sealed record RopeSettings(float Base, float? BaseOfSlidingLayers, double RotaryFactor, RopeScaling Scaling)
{
    private static readonly Dictionary<string, RopeScalingKind> kinds = new(StringComparer.OrdinalIgnoreCase)
    {
        ["default"] = RopeScalingKind.None,
        ["none"] = RopeScalingKind.None,
        // Positions of several kinds, not scaled: see Sections.
        ["mrope"] = RopeScalingKind.None,
        ["linear"] = RopeScalingKind.Linear,
        ["dynamic"] = RopeScalingKind.Dynamic,
        ["yarn"] = RopeScalingKind.Yarn,
        ["llama3"] = RopeScalingKind.Llama3,
        ["longrope"] = RopeScalingKind.LongRope,
        ["su"] = RopeScalingKind.LongRope,
    };

    public static RopeSettings Read(ConfigReader reader, HyperparameterKeys keys)
    {
        string place = keys.RopeScaling.Name;
        float? ofSliding = reader.OptionalNumber(keys.RopeBaseOfSlidingLayers);
        if (reader.Find(keys.RopeScaling) is not JsonElement settings)
            return new(reader.Number(keys.RopeBase), ofSliding, reader.Number(keys.RotaryFactor), RopeScaling.None);
        if (settings.ValueKind != JsonValueKind.Object)
        {
            throw reader.Problem(
                place, "The rope settings are neither an object nor null.", "Correct them in config.json, or download the file again.");
        }

        if (Find(settings, "sliding_attention") is { ValueKind: JsonValueKind.Object } sliding)
            ofSliding = Number(reader, sliding, place, keys.RopeBase.Name) ?? ofSliding;
        if (Find(settings, "full_attention") is { ValueKind: JsonValueKind.Object } full)
            settings = full;
        return new(
            Number(reader, settings, place, keys.RopeBase.Name) ?? reader.Number(keys.RopeBase),
            ofSliding,
            Number(reader, settings, place, keys.RotaryFactor.Name) ?? reader.Number(keys.RotaryFactor),
            ReadScaling(reader, settings, place, keys));
    }

    /// <summary>How many pairs of a head rotate by each kind of position (<c>mrope_section</c>): four numbers, or none.</summary>
    public static ImmutableArray<int> Sections(ConfigReader reader, HyperparameterKeys keys)
    {
        const int Kinds = 4;
        string place = $"{keys.RopeScaling.Name}.mrope_section";
        if (reader.Find(keys.RopeScaling) is not JsonElement settings || Find(settings, "mrope_section") is not JsonElement list)
            return [];
        if (list.ValueKind != JsonValueKind.Array || list.GetArrayLength() is 0 or > Kinds)
            throw reader.Wrong(place, "a list of up to four numbers");
        int[] sections = [.. list.EnumerateArray().Select(item => reader.ToInteger(item, place))];
        return [.. sections, .. new int[Kinds - sections.Length]];
    }

    private static RopeScaling ReadScaling(ConfigReader reader, JsonElement settings, string place, HyperparameterKeys keys)
    {
        string type = TypeIn(settings) ?? "default";
        if (!kinds.TryGetValue(type, out RopeScalingKind kind))
        {
            throw reader.Problem(
                place,
                $"The rope scaling type \"{type}\" is not supported.",
                $"Supported are {string.Join(", ", kinds.Keys)}; converting with another type would give wrong positions.");
        }

        if (kind == RopeScalingKind.None)
            return RopeScaling.None;
        RopeScaling initial = RopeScaling.None;
        int? original = Find(settings, "original_max_position_embeddings") is JsonElement stated
            ? reader.ToInteger(stated, $"{place}.original_max_position_embeddings")
            : reader.OptionalInteger("original_max_position_embeddings");
        RopeScaling scaling = new()
        {
            Kind = kind,
            Factor = Number(reader, settings, place, "factor") ?? FactorOf(reader, kind, type, place, original, keys),
            OriginalContextLength = original,
            LowFrequencyFactor = Number(reader, settings, place, "low_freq_factor") ?? initial.LowFrequencyFactor,
            HighFrequencyFactor = Number(reader, settings, place, "high_freq_factor") ?? initial.HighFrequencyFactor,
            AttentionFactor = Number(reader, settings, place, "attention_factor") ?? Number(reader, settings, place, "attn_factor"),
            LogitGrowth = Number(reader, settings, place, "mscale_all_dim") is float growth and not 0 ? growth : null,
            RotationGrowth = Number(reader, settings, place, "mscale"),
            Truncates = Find(settings, "truncate") is not { ValueKind: JsonValueKind.False },
            BetaFast = Number(reader, settings, place, "beta_fast") ?? initial.BetaFast,
            BetaSlow = Number(reader, settings, place, "beta_slow") ?? initial.BetaSlow,
            ShortFactors = Numbers(reader, settings, place, "short_factor"),
            LongFactors = Numbers(reader, settings, place, "long_factor"),
        };
        return scaling.Factor > 0
            ? scaling
            : throw reader.Problem($"{place}.factor", "The factor is not above 0.", "Correct it in config.json as the model's page states it.");
    }

    // LongRoPE's factor is by how much the context grew, and published files leave it to be divided out.
    private static float FactorOf(ConfigReader reader, RopeScalingKind kind, string type, string place, int? original, HyperparameterKeys keys) =>
        kind == RopeScalingKind.LongRope && original is int trained and > 0
            ? (float)reader.Integer(keys.ContextLength) / trained
            : throw reader.Problem(
                $"{place}.factor", $"The {type} scaling has no factor.", "Add it in config.json as the model's page states it.");

    private static string? TypeIn(JsonElement settings)
    {
        JsonElement? type = Find(settings, "rope_type") ?? Find(settings, "type");
        return type is { ValueKind: JsonValueKind.String } text ? text.GetString() : type?.GetRawText();
    }

    private static float? Number(ConfigReader reader, JsonElement settings, string place, string name) =>
        Find(settings, name) is JsonElement value ? reader.ToNumber(value, $"{place}.{name}") : null;

    private static ImmutableArray<float> Numbers(ConfigReader reader, JsonElement settings, string place, string name) => Find(settings, name) switch
    {
        null => [],
        { ValueKind: JsonValueKind.Array } list => [.. list.EnumerateArray().Select(value => reader.ToNumber(value, $"{place}.{name}"))],
        _ => throw reader.Wrong($"{place}.{name}", "a list of numbers"),
    };

    private static JsonElement? Find(JsonElement settings, string name) =>
        settings.ValueKind == JsonValueKind.Object && name.Length > 0 && settings.TryGetProperty(name, out JsonElement value)
            && value.ValueKind != JsonValueKind.Null
            ? value
            : null;
}
