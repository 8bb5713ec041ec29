using System.Text.Json;
using Ingot.Tensors;

namespace Ingot.Models;

/// <summary>Looks numbers up in config.json: the text model's own section first, null as if absent.</summary>
internal sealed class ConfigReader
{
    private readonly IReadOnlyList<JsonElement> sections;
    private readonly FileLocation location;

    public ConfigReader(JsonElement config, FileLocation location)
    {
        this.location = location;
        if (config.ValueKind != JsonValueKind.Object)
            throw new CheckpointException(location, "The configuration is no JSON object.", "Download the file again.");
        sections = config.TryGetProperty("text_config", out JsonElement text) && text.ValueKind == JsonValueKind.Object
            ? [text, config]
            : [config];
    }

    /// <summary>The first value of any of a key's names that is not null, as it is stated.</summary>
    public JsonElement? Find(ConfigKey key)
    {
        foreach (string name in key.Names)
        {
            if (Find(name) is JsonElement found)
                return found;
        }

        return key.OrSameAs is null ? null : Find(key.OrSameAs);
    }

    public int Integer(ConfigKey key) => OptionalInteger(key) ?? throw Missing(key);

    public int? OptionalInteger(ConfigKey? key) => Value(key) is double value ? ToInteger(value, key!.Name) : null;

    public float Number(ConfigKey key) => OptionalNumber(key) ?? throw Missing(key);

    public float? OptionalNumber(ConfigKey? key) => Value(key) is double value ? ToNumber(value, key!.Name) : null;

    public bool Flag(ConfigKey key, bool absent) => Find(key) switch
    {
        null => absent,
        { ValueKind: JsonValueKind.True } => true,
        { ValueKind: JsonValueKind.False } => false,
        _ => throw Wrong(key.Name, "true or false"),
    };

    public bool Flag(FlagKey key) => key.Name.Length == 0 || Find(key.Name) is null ? key.Default : Flag(key.Name, key.Default) != key.IsInverted;

    public int ToInteger(JsonElement value, string name) => ToInteger(ToDouble(value, name), name);

    public float ToNumber(JsonElement value, string name) => ToNumber(ToDouble(value, name), name);

    public CheckpointException Problem(string name, string problem, string remedy) => new(location with { Item = name }, problem, remedy);

    public CheckpointException Wrong(string name, string expected) =>
        Problem(name, $"The value is not {expected}.", "Correct it in config.json, or download the file again.");

    private double? Value(ConfigKey? key)
    {
        if (key is null)
            return null;
        double? stated = key.Names.Select(Find).FirstOrDefault(value => value is not null) is JsonElement own ? ToDouble(own, key.Name) : null;
        if (stated is null && key.OrSameAs is string other && Find(other) is JsonElement element)
            return ToDouble(element, other) * key.OrTimes;
        if ((stated ?? key.Default) is not double value)
            return null;
        value = Math.Pow(value, key.Power) * key.Times;
        if (key.DividedBy is string divisor)
            value /= ToDouble(Find(divisor) ?? throw Missing(divisor), divisor);
        if (key.DividedByRootOf is string radicand)
            value /= Math.Sqrt(ToDouble(Find(radicand) ?? throw Missing(radicand), radicand));
        return value;
    }

    private double ToDouble(JsonElement value, string name) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out double number) ? number : throw Wrong(name, "a number");

    private int ToInteger(double number, string name) => number == Math.Floor(number) && number is >= 0 and <= int.MaxValue
        ? (int)number
        : throw Wrong(name, "a whole number from 0 to 2,147,483,647");

    private float ToNumber(double number, string name) => float.IsFinite((float)number) ? (float)number : throw Wrong(name, "a finite number");

    private JsonElement? Find(string name)
    {
        foreach (JsonElement section in sections)
        {
            if (ConfigPath.Find(section, name) is JsonElement value)
                return value;
        }

        return null;
    }

    private CheckpointException Missing(ConfigKey key) => Problem(
        key.Name,
        "The configuration does not state this number and its family has no default for it.",
        $"Add \"{key.Name}\" to config.json; the model's page or the shapes of its tensors tell the value.");
}
