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
        metadata.Add("general.type", GgufValue.Of("model"));
        GeneralMetadata.Add(metadata, inputs);
        AddArchitecture(metadata, inputs);
        metadata.Add("general.quantization_version", GgufValue.Of(QuantizationVersion));
        foreach ((string key, GgufValue value) in inputs.Vocabulary.Metadata)
            metadata[key] = value;
        return metadata;
    }

    private static void AddArchitecture(GgufMetadata metadata, GgufMetadataInputs inputs)
    {
        Hyperparameters numbers = inputs.Hyperparameters;
        HyperparameterKeys keys = inputs.Spec.Hyperparameters;
        AddIfStated("block_count", (uint)numbers.LayerCount, keys.LayerCount);
        AddIfStated("context_length", (uint)numbers.ContextLength, keys.ContextLength);
        AddIfStated("embedding_length", (uint)numbers.EmbeddingLength, keys.EmbeddingLength);
        AddIfStated("feed_forward_length", (uint)numbers.FeedForwardLength, keys.FeedForwardLength);
        AddIfStated("attention.head_count", (uint)numbers.HeadCount, keys.HeadCount);
        AddIfStated("attention.head_count_kv", (uint)numbers.KeyValueHeadCount, keys.KeyValueHeadCount);
        AddRopeScaling(metadata, inputs);
        if (!numbers.RopeSections.IsEmpty)
            metadata.Add($"{inputs.Spec.Gguf.Architecture}.rope.dimension_sections", GgufValue.OfArray<int>([.. numbers.RopeSections]));
        if (RopeSetting(inputs, keys.RopeBase.Name) is not null)
            Add("rope.freq_base", numbers.RopeBase);
        else
            AddIfStated("rope.freq_base", numbers.RopeBase, keys.RopeBase);
        AddIfStated("attention.layer_norm_rms_epsilon", numbers.NormEpsilon, keys.NormEpsilon);
        if (numbers.HeadLengthIsStated)
        {
            Add("attention.key_length", (uint)numbers.HeadLength);
            Add("attention.value_length", (uint)numbers.HeadLength);
        }

        metadata.Add("general.file_type", GgufValue.Of(inputs.FileType));
        foreach (GgufExtraKey extra in inputs.Spec.Gguf.ExtraKeys)
        {
            (string key, int value) = extra switch
            {
                GgufExtraKey.VocabularySize => ("vocab_size", numbers.VocabularySize),
                GgufExtraKey.RopeDimensionCount => ("rope.dimension_count", numbers.HeadLength),
                _ => throw new System.Diagnostics.UnreachableException($"{extra} has no key."),
            };
            Add(key, (uint)value);
        }

        void Add<T>(string key, T value)
            where T : unmanaged => metadata.Add($"{inputs.Spec.Gguf.Architecture}.{key}", GgufValue.Of(value));

        void AddIfStated<T>(string key, T value, ConfigKey name)
            where T : unmanaged
        {
            if (inputs.Spec.Gguf.WritesDefaults || name.Names.Any(spelling => Find(inputs.Config, spelling) is not null))
                Add(key, value);
        }
    }

    private static void AddRopeScaling(GgufMetadata metadata, GgufMetadataInputs inputs)
    {
        // Dynamic scaling cannot be said in GGUF, and Llama 3's is said by the tensor of frequency factors.
        RopeScaling scaling = inputs.Hyperparameters.RopeScaling;
        if (scaling.Kind is not (RopeScalingKind.Linear or RopeScalingKind.Yarn))
            return;
        string prefix = $"{inputs.Spec.Gguf.Architecture}.rope.scaling";
        metadata.Add($"{prefix}.type", GgufValue.Of(scaling.Kind == RopeScalingKind.Linear ? "linear" : "yarn"));
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

    private static JsonElement? FindIn(JsonElement section, string name) =>
        section.TryGetProperty(name, out JsonElement value) && value.ValueKind != JsonValueKind.Null ? value : null;
}
