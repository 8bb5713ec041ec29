using System.Buffers;
using System.Text.Json;
using Ingot.Formats.PyTorch;
using Ingot.Models;
using Ingot.Tensors;

namespace Ingot.Conversion.HuggingFace;

/// <summary>Writes config.json in a family's own spelling: the keys its spec reads, and what the source says beside them.</summary>
internal static class ConfigWriter
{
    // Facts of a model that are no hyperparameters of the architecture and keep their names in every family.
    private static readonly string[] carried = ["bos_token_id", "eos_token_id", "pad_token_id", "unk_token_id", "sep_token_id", "mask_token_id", "hidden_act", "initializer_range", "use_cache"];

    /// <summary>The file's bytes; the same input gives the same bytes.</summary>
    /// <param name="target">The family to write for.</param>
    /// <param name="numbers">The model's numbers.</param>
    /// <param name="source">The source's config.json, for what is carried over.</param>
    /// <param name="type">The type most tensors are stored in.</param>
    /// <param name="hasAttentionBias">Whether the attention projections have biases.</param>
    /// <param name="hasOwnHead">Whether the checkpoint has a head tensor.</param>
    public static byte[] Write(
        ArchitectureSpec target, Hyperparameters numbers, JsonElement source, TensorType type, bool hasAttentionBias, bool hasOwnHead)
    {
        HyperparameterKeys keys = target.Hyperparameters;
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter json = new(buffer, new() { Indented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteStartArray("architectures");
            json.WriteStringValue(target.HuggingFaceClasses[0]);
            json.WriteEndArray();
            json.WriteString("model_type", target.Name);
            json.WriteBoolean("attention_bias", hasAttentionBias);
            json.WriteNumber(keys.EmbeddingLength.Name, numbers.EmbeddingLength);
            json.WriteNumber(keys.FeedForwardLength.Name, numbers.FeedForwardLength);
            if (keys.HeadLengthIsAlwaysStated || numbers.HeadLengthIsStated || numbers.HeadLength * numbers.HeadCount != numbers.EmbeddingLength)
                json.WriteNumber(keys.HeadLength.Name, numbers.HeadLength);
            json.WriteNumber(keys.ContextLength.Name, numbers.ContextLength);
            json.WriteNumber(keys.HeadCount.Name, numbers.HeadCount);
            json.WriteNumber(keys.LayerCount.Name, numbers.LayerCount);
            json.WriteNumber(keys.KeyValueHeadCount.Name, numbers.KeyValueHeadCount);
            json.WriteNumber(keys.NormEpsilon.Name, Shortest(numbers.NormEpsilon));
            json.WriteNumber(keys.RopeBase.Name, Shortest(numbers.RopeBase));
            WriteScaling(json, numbers.RopeScaling);
            WriteOthers(json, keys, numbers);
            json.WriteBoolean(keys.TiedEmbeddings.Name, !hasOwnHead);
            json.WriteString("torch_dtype", FloatTypeNames.NameOf(type));
            json.WriteNumber(keys.VocabularySize.Name, numbers.VocabularySize);
            foreach (string name in carried)
            {
                if (source.TryGetProperty(name, out JsonElement value))
                {
                    json.WritePropertyName(name);
                    value.WriteTo(json);
                }
            }

            json.WriteEndObject();
        }

        return [.. buffer.WrittenSpan, (byte)'\n'];
    }

    // What only some families have: a number is written where the family has a key for it and the model has the number.
    private static void WriteOthers(Utf8JsonWriter json, HyperparameterKeys keys, Hyperparameters numbers)
    {
        (ConfigKey? Key, float? Value)[] reals =
        [
            (keys.RopeBaseOfSlidingLayers, numbers.RopeBaseOfSlidingLayers), (keys.EmbeddingScale, numbers.EmbeddingScale),
            (keys.ResidualScale, numbers.ResidualScale), (keys.LogitScale, numbers.LogitScale), (keys.AttentionScale, numbers.AttentionScale),
            (keys.AttentionSoftCap, numbers.AttentionSoftCap), (keys.LogitSoftCap, numbers.LogitSoftCap),
            (keys.QueryKeyValueClamp, numbers.QueryKeyValueClamp),
        ];
        foreach ((ConfigKey? key, float? value) in reals)
        {
            if (key is not null && value is float number)
                json.WriteNumber(key.Name, Shortest(number));
        }

        if (numbers.RotaryLength != numbers.HeadLength)
            json.WriteNumber(keys.RotaryFactor.Name, (decimal)numbers.RotaryLength / numbers.HeadLength);
        if (numbers.SlidingWindow is not int window)
            return;
        json.WriteNumber(keys.SlidingWindow.Name, window);
        if (keys.SlidingWindowSwitch is { } windowSwitch)
            json.WriteBoolean(windowSwitch.Name, true);
    }

    // Under 'rope_scaling' with 'type': the spelling every release of every reader understands.
    private static void WriteScaling(Utf8JsonWriter json, RopeScaling scaling)
    {
        if (scaling.Kind == RopeScalingKind.None)
        {
            json.WriteNull("rope_scaling");
            return;
        }

        json.WriteStartObject("rope_scaling");
        json.WriteString("type", scaling.Kind.ToString().ToLowerInvariant());
        json.WriteString("rope_type", scaling.Kind.ToString().ToLowerInvariant());
        json.WriteNumber("factor", Shortest(scaling.Factor));
        if (scaling.OriginalContextLength is int original)
            json.WriteNumber("original_max_position_embeddings", original);
        if (scaling.Kind == RopeScalingKind.Llama3)
        {
            json.WriteNumber("low_freq_factor", Shortest(scaling.LowFrequencyFactor));
            json.WriteNumber("high_freq_factor", Shortest(scaling.HighFrequencyFactor));
        }

        if (scaling.AttentionFactor is float attention)
            json.WriteNumber("attention_factor", Shortest(attention));
        if (scaling.Kind == RopeScalingKind.Yarn)
        {
            json.WriteNumber("beta_fast", Shortest(scaling.BetaFast));
            json.WriteNumber("beta_slow", Shortest(scaling.BetaSlow));
        }

        json.WriteEndObject();
    }

    // 1e-05 as it was written, not as the nearest float widened to a double.
    private static decimal Shortest(float value) => decimal.Parse(
        value.ToString(System.Globalization.CultureInfo.InvariantCulture), System.Globalization.NumberStyles.Float, System.Globalization.CultureInfo.InvariantCulture);
}
