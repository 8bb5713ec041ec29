using System.Text.Json;

namespace Ingot.Models;

/// <summary>Reads the numbers of a mixture of experts.</summary>
internal static class ExpertNumbersReader
{
    // A hundred layers of ten thousand experts; names are listed for each, and must not fill the memory because a file lies.
    private const int MaximumExpertsOfAllLayers = 1 << 20;

    private static readonly Dictionary<string, RouterKind> routers = new(StringComparer.OrdinalIgnoreCase)
    {
        ["softmax"] = RouterKind.Softmax,
        ["sigmoid"] = RouterKind.Sigmoid,
    };

    /// <summary>The numbers; null when the model has no experts.</summary>
    /// <param name="reader">The configuration.</param>
    /// <param name="keys">The family's names; null in families without experts.</param>
    /// <param name="layerCount">Layers of the model.</param>
    /// <param name="feedForwardLength">Width of its plain feed-forward block.</param>
    public static ExpertNumbers? Read(ConfigReader reader, ExpertKeys? keys, int layerCount, int feedForwardLength)
    {
        if (keys is null || reader.OptionalInteger(keys.Count) is not (int count and > 0))
            return null;
        if ((long)count * layerCount > MaximumExpertsOfAllLayers)
        {
            throw reader.Problem(
                keys.Count.Name, $"{count:N0} experts in each of {layerCount:N0} layers are not plausible.",
                "Correct config.json; the tensor names tell the values.");
        }

        int used = reader.Integer(keys.UsedCount);
        if (used < 1 || used > count)
            throw reader.Problem(keys.UsedCount.Name, $"{used} of {count} experts cannot be used.", "Correct it as the model's page states it.");
        int length = reader.OptionalInteger(keys.FeedForwardLength) ?? feedForwardLength;
        int shared = reader.OptionalInteger(keys.SharedCount) ?? 0;
        int? groups = reader.OptionalInteger(keys.GroupCount), usedGroups = reader.OptionalInteger(keys.GroupUsedCount);
        if (groups is int number && (number < 1 || count % number != 0 || usedGroups is < 1 || usedGroups > number))
        {
            throw reader.Problem(
                keys.GroupCount!.Name, $"{count} experts do not divide into {number} groups of which {usedGroups} are used.",
                "Correct config.json as the model's page states it.");
        }

        return new()
        {
            Count = count,
            UsedCount = used,
            FeedForwardLength = length,
            SharedCount = shared,
            SharedFeedForwardLength = reader.OptionalInteger(keys.SharedFeedForwardLength) ?? checked(shared * length),
            Router = Router(reader, keys),
            NormalizesWeights = reader.Flag(keys.NormalizesWeights),
            WeightScale = reader.OptionalNumber(keys.WeightScale) ?? 1,
            GroupCount = groups,
            GroupUsedCount = usedGroups,
            GroupRankedBy = Math.Min(keys.GroupRankedBy, count / (groups ?? 1)),
            DenseLayers = DenseLayers(reader, keys, layerCount),
        };
    }

    private static RouterKind Router(ConfigReader reader, ExpertKeys keys)
    {
        if (keys.RouterName is not { } key || reader.Find(key) is not JsonElement name)
            return keys.Router;
        return name.ValueKind == JsonValueKind.String && routers.TryGetValue(name.GetString()!, out RouterKind known)
            ? known
            : throw reader.Problem(
                key.Name, $"The routing function {name.GetRawText()} is not known.", $"Known are {string.Join(", ", routers.Keys)}.");
    }

    private static LayerCollection DenseLayers(ConfigReader reader, ExpertKeys keys, int layerCount)
    {
        int leading = reader.OptionalInteger(keys.LeadingDenseCount) ?? 0;
        int period = Math.Max(1, reader.OptionalInteger(keys.Period) ?? 1);
        int last = reader.OptionalInteger(keys.LastLayer) ?? layerCount - 1;
        HashSet<int> listed = [];
        if (keys.DenseLayers is { } key && reader.Find(key) is { ValueKind: JsonValueKind.Array } list)
            listed = [.. list.EnumerateArray().Select(entry => reader.ToInteger(entry, key.Name))];
        int phase = keys.PeriodStartsAtZero ? 0 : 1;
        return
        [
            .. Enumerable.Range(0, layerCount)
                .Where(layer => layer < leading || layer > last || (layer + phase) % period != 0 || listed.Contains(layer)),
        ];
    }
}
