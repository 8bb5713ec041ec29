using System.Collections.Immutable;
using System.Text.Json;

namespace Ingot.Models;

/// <summary>Reads which layers have a sliding window and which rotate: lists, periods, or texts that repeat.</summary>
public static class LayerPatterns
{
    private const string SlidingName = "sliding_attention";
    private const string ConvolutionName = "conv";
    private const string AttentionLayersKey = "full_attn_idxs";

    /// <summary>The window, where the model has one that is switched on.</summary>
    internal static int? Window(ConfigReader reader, HyperparameterKeys keys) =>
        keys.SlidingWindowSwitch is null || reader.Flag(keys.SlidingWindowSwitch, absent: false)
            ? reader.OptionalInteger(keys.SlidingWindow)
            : null;

    /// <summary>For each layer whether the window holds; empty when it holds in all.</summary>
    internal static ImmutableArray<bool> Sliding(ConfigReader reader, HyperparameterKeys keys, int layerCount)
    {
        if (reader.Find(keys.LayerTypes) is { ValueKind: JsonValueKind.Array } types)
            return Checked(reader, keys.LayerTypes, layerCount, types, type => type.ValueKind == JsonValueKind.String && type.GetString() == SlidingName);
        if (keys.FirstSlidingLayer is not null)
            return [.. Enumerable.Range(0, layerCount).Select(layer => layer >= reader.Integer(keys.FirstSlidingLayer))];
        if (keys.SlidingPeriod is null)
            return [];
        if (reader.Find(keys.SlidingPeriod) is { ValueKind: JsonValueKind.String } text && text.GetString() is { Length: > 0 } letters)
            return [.. Enumerable.Range(0, layerCount).Select(layer => letters[layer % letters.Length] == 'L')];
        return Every(reader.OptionalInteger(keys.SlidingPeriod), layerCount);
    }

    /// <summary>For each layer whether its heads rotate; empty when all do.</summary>
    internal static ImmutableArray<bool> Rotary(ConfigReader reader, HyperparameterKeys keys, Hyperparameters model)
    {
        if (keys.RotaryLayers is ConfigKey listed && reader.Find(listed) is { ValueKind: JsonValueKind.Array } list)
            return Checked(reader, listed, model.LayerCount, list, entry => entry.ValueKind == JsonValueKind.Number && reader.ToInteger(entry, listed.Name) != 0);
        if (keys.UnrotatedPeriod is not null)
            return Every(reader.OptionalInteger(keys.UnrotatedPeriod), model.LayerCount);
        return keys.RotatesSlidingLayersOnly && model.SlidingWindow is not null ? model.SlidingLayers : [];
    }

    /// <summary>The layers with a short convolution instead of attention.</summary>
    internal static LayerCollection Convolutions(ConfigReader reader, HyperparameterKeys keys, int layerCount)
    {
        if (reader.Find(keys.LayerTypes) is { ValueKind: JsonValueKind.Array } types)
        {
            ImmutableArray<bool> flags = Checked(
                reader, keys.LayerTypes, layerCount, types, type => type.ValueKind == JsonValueKind.String && type.GetString() == ConvolutionName);
            return [.. Enumerable.Range(0, layerCount).Where(layer => flags[layer])];
        }

        // Early files list the layers with attention instead.
        if (reader.Find(AttentionLayersKey) is not { ValueKind: JsonValueKind.Array } list)
            return [];
        HashSet<int> attention = [.. list.EnumerateArray().Select(entry => reader.ToInteger(entry, AttentionLayersKey))];
        return [.. Enumerable.Range(0, layerCount).Where(layer => !attention.Contains(layer))];
    }

    /// <summary>For each layer whether the window holds in a source that does not say so; empty when it holds in all.</summary>
    public static ImmutableArray<bool> Sliding(HyperparameterKeys keys, int layerCount)
    {
        ArgumentNullException.ThrowIfNull(keys);
        return Every((int?)keys.SlidingPeriod?.Default, layerCount);
    }

    /// <summary>For each layer whether its heads rotate in a source that does not say so; empty when all do.</summary>
    public static ImmutableArray<bool> Rotary(HyperparameterKeys keys, Hyperparameters model)
    {
        ArgumentNullException.ThrowIfNull(keys);
        ArgumentNullException.ThrowIfNull(model);
        if (keys.UnrotatedPeriod is not null)
            return Every((int?)keys.UnrotatedPeriod.Default, model.LayerCount);
        return keys.RotatesSlidingLayersOnly && model.SlidingWindow is not null ? model.SlidingLayers : [];
    }

    /// <summary>True but for every layer of that number; empty without a number.</summary>
    private static ImmutableArray<bool> Every(int? period, int layerCount) =>
        period is int number and > 0 ? [.. Enumerable.Range(1, layerCount).Select(layer => layer % number != 0)] : [];

    private static ImmutableArray<bool> Checked(
        ConfigReader reader, ConfigKey key, int layerCount, JsonElement list, Func<JsonElement, bool> read) =>
        list.GetArrayLength() == layerCount
            ? [.. list.EnumerateArray().Select(read)]
            : throw reader.Problem(
                key.Name, $"The list has {list.GetArrayLength()} entries for {layerCount} layers.", "Correct config.json as the model's page states it.");
}
