using System.Buffers;
using System.Text.Json;
using System.Text.Json.Nodes;
using Ingot.Formats.PyTorch;
using Ingot.Models;
using Ingot.Tensors;

namespace Ingot.Conversion.HuggingFace;

/// <summary>Writes config.json in a family's own spelling: the keys its spec reads, and what the source says beside them.</summary>
internal static class ConfigWriter
{
    // Facts of a model that are no hyperparameters of the architecture and keep their names in every family.
    private static readonly string[] carried = ["bos_token_id", "eos_token_id", "pad_token_id", "unk_token_id", "sep_token_id", "mask_token_id", "initializer_range", "use_cache"];
    private const string ActivationName = "hidden_act";

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
        ConfigTree config = new();
        config.Set("architectures", new JsonArray(JsonValue.Create(target.HuggingFaceClasses[0])));
        config.Set("model_type", JsonValue.Create(target.Name));
        config.Set("attention_bias", JsonValue.Create(hasAttentionBias));
        foreach (ConfigRequirement requirement in target.Requires)
            config.Set(requirement.Key, JsonNode.Parse(requirement.Value));
        WriteSizes(config, keys, numbers);
        config.State(keys.NormEpsilon, numbers.NormEpsilon);
        config.State(keys.RopeBase, numbers.RopeBase);
        config.Set("rope_scaling", Scaling(numbers.RopeScaling));
        WriteFactors(config, keys, numbers);
        WritePatterns(config, keys, numbers);
        WriteParts(config, keys, numbers);
        config.Set(keys.TiedEmbeddings.Name, JsonValue.Create(!hasOwnHead));
        config.Set("torch_dtype", JsonValue.Create(FloatTypeNames.NameOf(type)));
        config.State(keys.VocabularySize, numbers.VocabularySize);
        foreach (string name in carried)
        {
            if (source.TryGetProperty(name, out JsonElement value))
                config.Set(name, JsonNode.Parse(value.GetRawText()));
        }

        if (source.TryGetProperty(ActivationName, out JsonElement activation) && keys.Activation.Name.Length > 0)
            config.Set(keys.Activation.Name, JsonNode.Parse(activation.GetRawText()));

        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter json = new(buffer, new() { Indented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
            config.WriteTo(json);
        return [.. buffer.WrittenSpan, (byte)'\n'];
    }

    /// <summary>The scale of attention that nobody needs to state.</summary>
    public static float UsualScale(Hyperparameters numbers) => numbers.HeadLength == 0 ? 1 : (float)(1 / Math.Sqrt(numbers.HeadLength));

    private static void WriteSizes(ConfigTree config, HyperparameterKeys keys, Hyperparameters numbers)
    {
        config.State(keys.EmbeddingLength, numbers.EmbeddingLength);
        bool hasBlocks = keys.StateSpace is null;
        if (hasBlocks)
            config.State(keys.FeedForwardLength, numbers.FeedForwardLength);
        if (keys.FeedForwardAdjustment is { } adjustment)
            config.State(adjustment.Switch, false);
        if (hasBlocks && numbers.Latent is null
            && (keys.HeadLengthIsAlwaysStated || numbers.HeadLengthIsStated || numbers.HeadLength * numbers.HeadCount != numbers.EmbeddingLength))
        {
            config.State(keys.HeadLength, numbers.HeadLength);
        }

        config.State(keys.ContextLength, numbers.ContextLength);
        if (hasBlocks)
            config.State(keys.HeadCount, numbers.HeadCount);
        config.State(keys.LayerCount, numbers.LayerCount);
        if (hasBlocks)
            config.State(keys.KeyValueHeadCount, numbers.KeyValueHeadCount);
    }

    // What only some families have: a number is written where the family has a key for it and the model has the number.
    private static void WriteFactors(ConfigTree config, HyperparameterKeys keys, Hyperparameters numbers)
    {
        config.State(keys.RopeBaseOfSlidingLayers, numbers.RopeBaseOfSlidingLayers);
        config.State(keys.EmbeddingScale, numbers.EmbeddingScale);
        config.State(keys.ResidualScale, numbers.ResidualScale);
        config.State(keys.LogitScale, numbers.LogitScale);
        // Where the family's class has a scale of its own, the usual one must be stated.
        config.State(keys.AttentionScale, numbers.AttentionScale ?? (keys.AttentionScale?.Default is null ? null : UsualScale(numbers)));
        config.State(keys.AttentionSoftCap, numbers.AttentionSoftCap);
        config.State(keys.LogitSoftCap, numbers.LogitSoftCap);
        config.State(keys.QueryKeyValueClamp, numbers.QueryKeyValueClamp);
        config.State(keys.ParallelResidual, numbers.ParallelResidual);
        if (numbers.Latent is null && (numbers.RotaryLength != numbers.HeadLength || keys.RotaryFactor.Default != 1) && numbers.HeadLength > 0)
            config.State(keys.RotaryFactor, (float)((decimal)numbers.RotaryLength / numbers.HeadLength));
        if (numbers.SlidingWindow is not int window)
            return;
        config.State(keys.SlidingWindow, window);
        if (keys.SlidingWindowSwitch is { } windowSwitch)
            config.Set(windowSwitch.Name, JsonValue.Create(true));
    }

    // Lists say any pattern, whatever number or text of the family's own would say it shorter.
    private static void WritePatterns(ConfigTree config, HyperparameterKeys keys, Hyperparameters numbers)
    {
        if (!numbers.SlidingLayers.IsDefaultOrEmpty)
            config.Set(keys.LayerTypes.Name, Names(numbers.SlidingLayers.Select(slides => slides ? "sliding_attention" : "full_attention")));
        if (keys.ShortConvolutionLength is not null)
        {
            config.State(keys.ShortConvolutionLength, numbers.ShortConvolutionLength);
            config.Set(
                keys.LayerTypes.Name,
                Names(Enumerable.Range(0, numbers.LayerCount).Select(layer => numbers.ConvolutionLayers.Contains(layer) ? "conv" : "full_attention")));
        }

        if (keys.RotaryLayers is { } rotary && !numbers.RotaryLayers.IsDefaultOrEmpty)
            config.Set(rotary.Name, new JsonArray([.. numbers.RotaryLayers.Select(rotates => JsonValue.Create(rotates ? 1 : 0))]));

        static JsonArray Names(IEnumerable<string> names) => new([.. names.Select(name => JsonValue.Create(name))]);
    }

    private static void WriteParts(ConfigTree config, HyperparameterKeys keys, Hyperparameters numbers)
    {
        if (keys.Experts is { } expertKeys && numbers.Experts is { } experts)
            WriteExperts(config, expertKeys, experts);
        if (keys.Latent is { } latentKeys && numbers.Latent is { } latent)
        {
            // Null says that queries have no rank; a family's default would not.
            config.Set(latentKeys.QueryRank.Name, latent.QueryRank is int rank ? JsonValue.Create(rank) : null);
            config.State(latentKeys.KeyValueRank, latent.KeyValueRank);
            config.State(latentKeys.PlainLength, latent.PlainLength);
            config.State(latentKeys.RopeLength, latent.RopeLength);
            config.State(latentKeys.ValueLength, latent.ValueLength);
        }

        if (keys.StateSpace is { } spaceKeys && numbers.StateSpace is { } space)
        {
            config.State(spaceKeys.ConvolutionLength, space.ConvolutionLength);
            config.State(spaceKeys.InnerLength, space.InnerLength);
            config.State(spaceKeys.StateLength, space.StateLength);
            config.State(spaceKeys.TimeStepRank, space.TimeStepRank);
        }

        config.State(keys.DecoderLayerCount, numbers.DecoderLayerCount);
        config.State(keys.RelativeBucketCount, numbers.RelativeBucketCount);
        config.State(keys.TokenTypeCount, numbers.TokenTypeCount);
    }

    private static void WriteExperts(ConfigTree config, ExpertKeys keys, ExpertNumbers experts)
    {
        config.State(keys.Count, experts.Count);
        config.State(keys.UsedCount, experts.UsedCount);
        config.State(keys.FeedForwardLength, experts.FeedForwardLength);
        config.State(keys.SharedCount, experts.SharedCount);
        config.State(keys.SharedFeedForwardLength, experts.SharedFeedForwardLength);
        config.State(keys.GroupCount, experts.GroupCount);
        config.State(keys.GroupUsedCount, experts.GroupUsedCount);
        config.State(keys.NormalizesWeights, experts.NormalizesWeights);
        config.State(keys.WeightScale, experts.WeightScale);
        if (keys.RouterName is { } router)
            config.Set(router.Name, JsonValue.Create(experts.Router.ToString().ToLowerInvariant()));
        // A list says any layers; where the family has none, they are the first ones.
        if (keys.DenseLayers is { } listed)
            config.Set(listed.Name, new JsonArray([.. experts.DenseLayers.Select(layer => JsonValue.Create(layer))]));
        else
            config.State(keys.LeadingDenseCount, experts.DenseLayers.Count());
    }

    // Under 'rope_scaling' with 'type': the spelling every release of every reader understands.
    private static JsonObject? Scaling(RopeScaling scaling)
    {
        if (scaling.Kind == RopeScalingKind.None)
            return null;
        JsonObject json = new()
        {
            ["type"] = scaling.Kind.ToString().ToLowerInvariant(),
            ["rope_type"] = scaling.Kind.ToString().ToLowerInvariant(),
            ["factor"] = ConfigTree.Shortest(scaling.Factor),
        };
        if (scaling.OriginalContextLength is int original)
            json["original_max_position_embeddings"] = original;
        if (scaling.Kind == RopeScalingKind.Llama3)
        {
            json["low_freq_factor"] = ConfigTree.Shortest(scaling.LowFrequencyFactor);
            json["high_freq_factor"] = ConfigTree.Shortest(scaling.HighFrequencyFactor);
        }

        if (scaling.AttentionFactor is float attention)
            json["attention_factor"] = ConfigTree.Shortest(attention);
        if (scaling.Kind == RopeScalingKind.Yarn)
        {
            json["beta_fast"] = ConfigTree.Shortest(scaling.BetaFast);
            json["beta_slow"] = ConfigTree.Shortest(scaling.BetaSlow);
            if (scaling.LogitGrowth is float logits)
                json["mscale_all_dim"] = ConfigTree.Shortest(logits);
            if (scaling.RotationGrowth is float rotation)
                json["mscale"] = ConfigTree.Shortest(rotation);
            if (!scaling.Truncates)
                json["truncate"] = false;
        }

        return json;
    }
}
