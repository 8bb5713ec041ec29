using System.Globalization;
using System.Text.Json;
using Ingot.Tensors;

namespace Ingot.Checkpoints.Storage.CompressedTensors;

/// <summary>What compressed-tensors says of the weights of one module: the part of its configuration group that decoding needs.</summary>
internal sealed record WeightRule
{
    /// <summary>No configuration group names the module.</summary>
    public static WeightRule None { get; } = new();

    /// <summary>Bits of a code; null where nothing is said.</summary>
    public int? Bits { get; init; }

    /// <summary>Whether there are no zero points; null where nothing is said.</summary>
    public bool? Symmetric { get; init; }

    /// <summary>Columns that share a scale; null where nothing is said.</summary>
    public int? GroupLength { get; init; }

    /// <summary>Rows and columns of a block that shares a scale; null where there are no blocks.</summary>
    public (int Rows, int Columns)? Block { get; init; }

    /// <summary>The rule for a module: a group that names it, one whose pattern matches it, one for its class, or the only one.</summary>
    /// <exception cref="CheckpointException">A pattern cannot be used.</exception>
    public static WeightRule Of(PackedParameter parameter)
    {
        if (parameter.Config.Find("config_groups") is not { ValueKind: JsonValueKind.Object } groups)
            return None;
        JsonProperty[] all = [.. groups.EnumerateObject()];
        FileLocation place = parameter.Config.Location("config_groups");
        JsonElement? found = all switch
        {
            [] => null,
            [JsonProperty only] => only.Value,
            _ => Pick(target => target == parameter.Module)
                ?? Pick(target => target.StartsWith("re:", StringComparison.Ordinal) && UntrustedPattern.MatchesStart(parameter.Module, target[3..], place))
                ?? Pick(target => target == "Linear"),
        };
        return found is { } group && QuantizationConfig.Member(group, "weights") is { } weights ? Read(weights) : None;

        JsonElement? Pick(Func<string, bool> matches)
        {
            foreach (JsonProperty group in all)
            {
                if (QuantizationConfig.Member(group.Value, "targets") is { ValueKind: JsonValueKind.Array } targets
                    && targets.EnumerateArray().Any(target => target.ValueKind == JsonValueKind.String && matches(target.GetString()!)))
                {
                    return group.Value;
                }
            }

            return null;
        }
    }

    private static WeightRule Read(JsonElement weights) => new()
    {
        Bits = Number(weights, "num_bits"),
        Symmetric = QuantizationConfig.Member(weights, "symmetric") is { ValueKind: JsonValueKind.True or JsonValueKind.False } flag ? flag.GetBoolean() : null,
        GroupLength = Number(weights, "group_size"),
        Block = QuantizationConfig.Member(weights, "block_structure") is { } block ? BlockOf(block) : null,
    };

    private static int? Number(JsonElement section, string key) =>
        QuantizationConfig.Member(section, key) is { ValueKind: JsonValueKind.Number } value && value.TryGetInt32(out int number) ? number : null;

    // A list of two, or once upon a time "128x128".
    private static (int Rows, int Columns)? BlockOf(JsonElement block)
    {
        string[] sizes = block.ValueKind switch
        {
            JsonValueKind.Array => [.. block.EnumerateArray().Select(item => item.GetRawText())],
            JsonValueKind.String => block.GetString()!.Split('x'),
            _ => [],
        };
        return sizes is [string first, string second] && TryParse(first, out int rows) && TryParse(second, out int columns) ? (rows, columns) : null;
    }

    private static bool TryParse(string text, out int size) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out size) && size > 0;
}
