using System.Globalization;
using System.Text.Json;
using Ingot.Formats.Gguf;
using Ingot.Models;

namespace Ingot.Conversion.Gguf;

/// <summary>Writes down every key of a GGUF: the same keys, types, values and order as the published converter's.</summary>
public static class GgufMetadataBuilder
{
    /// <summary>The version of the block encodings, <c>general.quantization_version</c>.</summary>
    private const uint QuantizationVersion = 2;

    /// <summary>Builds the metadata.</summary>
    public static GgufMetadata Build(GgufMetadataInputs inputs)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        GgufMetadata metadata = [];
        metadata.Add("general.architecture", GgufValue.Of(inputs.Spec.Gguf.Architecture));
        AddArchitecture(metadata, inputs, first: true);
        metadata.Add("general.type", GgufValue.Of("model"));
        GeneralMetadata.Add(metadata, inputs);
        AddArchitecture(metadata, inputs, first: false);
        metadata.Add("general.quantization_version", GgufValue.Of(QuantizationVersion));
        foreach ((string key, GgufValue value) in inputs.Vocabulary.Metadata)
            metadata[key] = value;
        return metadata;
    }

    private static void AddArchitecture(GgufMetadata metadata, GgufMetadataInputs inputs, bool first)
    {
        foreach (GgufKey key in inputs.Spec.Gguf.Keys.Where(key => key.IsFirst == first))
        {
            if (key.Type == GgufKeyType.RopeScaling)
                AddRopeScaling(metadata, inputs);
            else if (ValueOf(key, inputs) is { } value && (key.Constant is null || metadata[key.NameIn(inputs.Spec.Gguf.Architecture)] is null))
                metadata[key.NameIn(inputs.Spec.Gguf.Architecture)] = value; // what is the same in every file does not overrule a number
        }
    }

    private static GgufValue? ValueOf(GgufKey key, GgufMetadataInputs inputs)
    {
        if (key.Type == GgufKeyType.FileType)
            return GgufValue.Of(inputs.FileType);
        if (key.Type == GgufKeyType.Int32s)
            return inputs.Hyperparameters.RopeSections is { IsEmpty: false } sections ? GgufValue.OfArray<int>([.. sections]) : null;
        if (key.Constant is string constant)
            return Parse(key.Type, constant);
        if (key.Config is { } config)
        {
            JsonElement? divisor = config.DividedBy is null ? null : Find(inputs.Config, config.DividedBy);
            return config.Names.Select(name => Find(inputs.Config, name)).FirstOrDefault(found => found is not null) is JsonElement stated
                ? divisor is { ValueKind: JsonValueKind.Number } by && stated.ValueKind == JsonValueKind.Number && by.GetDouble() != 0
                    ? Number(key.Type, Math.Floor(stated.GetDouble() / by.GetDouble()))
                    : Parse(key.Type, stated.ValueKind == JsonValueKind.String ? stated.GetString()! : stated.GetRawText())
                : config.Default is double absent ? Number(key.Type, absent) : null;
        }

        if (key.Number is not ModelNumber number || !IsWritten(key, number, inputs))
            return key.Otherwise is null ? null : Parse(key.Type, key.Otherwise);
        Hyperparameters model = inputs.Hyperparameters;
        if (key.Type == GgufKeyType.Bools)
            return model.SlidingLayers.IsEmpty ? null : GgufValue.OfArray<bool>([.. model.SlidingLayers]);
        if (key.Type == GgufKeyType.CountsByLayer)
        {
            int common = (int)(ModelNumbers.Of(number, model) ?? 0);
            return GgufValue.OfArray<int>([.. Enumerable.Range(0, model.LayerCount).Select(layer => model.IsIn(LayerSet.Attention, layer) ? common : 0)]);
        }

        return ModelNumbers.Of(number, model) is double value
            ? Number(key.Type, value * key.Times)
            : key.Otherwise is null ? null : Parse(key.Type, key.Otherwise);
    }

    /// <summary>
    /// Whether the converter knows the number: from config.json itself, or from the defaults of a published class; and whether it
    /// is spelled as the key asks for.
    /// </summary>
    private static bool IsWritten(GgufKey key, ModelNumber number, GgufMetadataInputs inputs)
    {
        if (ModelNumbers.KeyOf(number, inputs.Spec.Hyperparameters) is not { } source || source.Names.FirstOrDefault() is not string usual)
            return key.Spellings.Count == 0 && !key.OnlyWhereStated;
        string? stated = source.Names.FirstOrDefault(name => Find(inputs.Config, name) is not null || RopeSetting(inputs, name) is not null);
        return (stated is not null || (inputs.Spec.Gguf.WritesDefaults && !key.OnlyWhereStated))
            && (key.Spellings.Count == 0 || key.Spellings.Contains(stated ?? usual));
    }

    private static GgufValue Number(GgufKeyType type, double value) => type switch
    {
        GgufKeyType.UInt32 => GgufValue.Of((uint)value),
        GgufKeyType.Float32 => GgufValue.Of((float)value),
        GgufKeyType.Bool => GgufValue.Of(value != 0),
        _ => throw new System.Diagnostics.UnreachableException($"A number is no {type}."),
    };

    private static GgufValue Parse(GgufKeyType type, string text) => type switch
    {
        GgufKeyType.Text => GgufValue.Of(text),
        GgufKeyType.Bool => GgufValue.Of(text == "true"),
        _ => Number(type, double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture)),
    };

    private static void AddRopeScaling(GgufMetadata metadata, GgufMetadataInputs inputs)
    {
        // Dynamic scaling cannot be said in GGUF, and Llama 3's is said by the tensor of frequency factors.
        RopeScaling scaling = inputs.Hyperparameters.RopeScaling;
        if (scaling.Kind is not (RopeScalingKind.Linear or RopeScalingKind.Yarn or RopeScalingKind.LongRope))
            return;
        string prefix = $"{inputs.Spec.Gguf.Architecture}.rope.scaling";
        metadata.Add($"{prefix}.type", GgufValue.Of(scaling.Kind.ToString().ToLowerInvariant()));
        if (scaling.Kind == RopeScalingKind.LongRope)
            return;
        metadata.Add($"{prefix}.factor", GgufValue.Of(scaling.Factor));
        if (scaling.Kind == RopeScalingKind.Linear)
            return;
        metadata.Add(
            $"{prefix}.original_context_length",
            GgufValue.Of((uint)(scaling.OriginalContextLength ?? inputs.Hyperparameters.ContextLength)));
        if (RopeSetting(inputs, "truncate") is { ValueKind: JsonValueKind.True or JsonValueKind.False } truncate)
            metadata.Add($"{prefix}.yarn_truncate", GgufValue.Of(truncate.GetBoolean()));
        if (RopeSetting(inputs, "extrapolation_factor") is { ValueKind: JsonValueKind.Number } extrapolation)
            metadata.Add($"{prefix}.yarn_ext_factor", GgufValue.Of(extrapolation.GetSingle()));
        if (scaling.AttentionFactor is float attention)
            metadata.Add($"{prefix}.yarn_attn_factor", GgufValue.Of(attention));
        if (scaling.BetaFast != RopeScaling.None.BetaFast || RopeSetting(inputs, "beta_fast") is not null)
            metadata.Add($"{prefix}.yarn_beta_fast", GgufValue.Of(scaling.BetaFast));
        if (scaling.BetaSlow != RopeScaling.None.BetaSlow || RopeSetting(inputs, "beta_slow") is not null)
            metadata.Add($"{prefix}.yarn_beta_slow", GgufValue.Of(scaling.BetaSlow));
    }

    private static JsonElement? RopeSetting(GgufMetadataInputs inputs, string name) =>
        inputs.Spec.Hyperparameters.RopeScaling.Names
            .Select(spelling => Find(inputs.Config, spelling))
            .FirstOrDefault(found => found is not null) is { ValueKind: JsonValueKind.Object } settings
            ? FindIn(settings, name)
            : null;

    private static JsonElement? Find(JsonElement config, string name) =>
        (FindIn(config, "text_config") is { ValueKind: JsonValueKind.Object } text ? FindIn(text, name) : null) ?? FindIn(config, name);

    private static JsonElement? FindIn(JsonElement section, string name) => ConfigPath.Find(section, name);
}
