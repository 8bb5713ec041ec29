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

    /// <summary>The first value of any of a key's names that is not null.</summary>
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

    public int? OptionalInteger(ConfigKey key) => Find(key) is JsonElement value ? ToInteger(value, key.Name) : (int?)key.Default;

    public float Number(ConfigKey key) => Find(key) is JsonElement value
        ? ToNumber(value, key.Name)
        : (float)(key.Default ?? throw Missing(key));

    public bool Flag(ConfigKey key, bool absent) => Find(key) switch
    {
        null => absent,
        { ValueKind: JsonValueKind.True } => true,
        { ValueKind: JsonValueKind.False } => false,
        _ => throw Wrong(key.Name, "true or false"),
    };

    public int ToInteger(JsonElement value, string name) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out double number) && number == Math.Floor(number)
            && number is >= 0 and <= int.MaxValue
            ? (int)number
            : throw Wrong(name, "a whole number from 0 to 2,147,483,647");

    public float ToNumber(JsonElement value, string name) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out double number) && float.IsFinite((float)number)
            ? (float)number
            : throw Wrong(name, "a finite number");

    public CheckpointException Problem(string name, string problem, string remedy) => new(location with { Item = name }, problem, remedy);

    private JsonElement? Find(string name)
    {
        foreach (JsonElement section in sections)
        {
            if (section.TryGetProperty(name, out JsonElement value) && value.ValueKind is not JsonValueKind.Null)
                return value;
        }

        return null;
    }

    private CheckpointException Missing(ConfigKey key) => Problem(
        key.Name,
        "The configuration does not state this number and its family has no default for it.",
        $"Add \"{key.Name}\" to config.json; the model's page or the shapes of its tensors tell the value.");

    private CheckpointException Wrong(string name, string expected) =>
        Problem(name, $"The value is not {expected}.", "Correct it in config.json, or download the file again.");
}
