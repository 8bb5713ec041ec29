using System.Text.Json;
using Ingot.Tensors;

namespace Ingot.Text.Tokenizers;

/// <summary>An object in a tokenizer file, with its path for messages: reads properties and says what is wrong with them.</summary>
internal readonly record struct JsonPlace(JsonElement Element, FileLocation Location)
{
    private const string Remedy = "Download the tokenizer file again, or use one this program understands.";

    /// <summary>The object's <c>type</c>.</summary>
    public string Type => String("type") ?? throw Wrong("has no type");

    /// <summary>A child that is an object or an array; null when it is absent or null.</summary>
    public JsonPlace? Child(string name)
    {
        JsonElement? value = Find(name);
        if (value is null)
            return null;
        JsonPlace child = new(value.Value, Location with { Item = Join(name) });
        return value.Value.ValueKind is JsonValueKind.Object or JsonValueKind.Array ? child : throw child.Wrong("is neither an object nor a list");
    }

    /// <summary>The items of a list of objects.</summary>
    public IEnumerable<JsonPlace> Items(string name)
    {
        JsonPlace list = Child(name) ?? throw Wrong($"has no {name}");
        if (list.Element.ValueKind != JsonValueKind.Array)
            throw list.Wrong("is no list");
        int index = 0;
        foreach (JsonElement item in list.Element.EnumerateArray())
        {
            JsonPlace place = new(item, Location with { Item = $"{list.Location.Item}[{index++}]" });
            yield return item.ValueKind is JsonValueKind.Object or JsonValueKind.Array ? place : throw place.Wrong("is neither an object nor a list");
        }
    }

    /// <summary>Text; null when it is absent or null.</summary>
    public string? String(string name) => Find(name) is not JsonElement value ? null
        : value.ValueKind == JsonValueKind.String ? Text(value) : throw Wrong($"has a {name} that is no text");

    /// <summary>Text that has to be there.</summary>
    public string RequiredString(string name) => String(name) ?? throw Wrong($"has no {name}");

    /// <summary>A flag, or <paramref name="otherwise"/> when it is absent or null.</summary>
    public bool Flag(string name, bool otherwise) => Find(name) is not JsonElement value ? otherwise
        : value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean() : throw Wrong($"has a {name} that is neither true nor false");

    /// <summary>A whole number; null when it is absent or null.</summary>
    public int? Integer(string name) => Find(name) is not JsonElement value ? null
        : value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out int number) ? number : throw Wrong($"has a {name} that is no whole number");

    /// <summary>Text of a JSON string; a lone surrogate in it is the file's error.</summary>
    public string Text(JsonElement value)
    {
        try
        {
            return value.GetString()!;
        }
        catch (InvalidOperationException exception)
        {
            throw new CheckpointException(Location, "The value holds text that is not Unicode.", Remedy, exception);
        }
    }

    /// <summary>The error that this place is wrong.</summary>
    public CheckpointException Wrong(string what) => new(Location, $"The value {what}.", Remedy);

    /// <summary>The error that this place names something unknown.</summary>
    public IngotException Unknown(string kind, string name) => new(Location, $"The {kind} '{name}' is not known.",
        "Use a checkpoint whose tokenizer does without it.");

    private JsonElement? Find(string name)
    {
        if (Element.ValueKind != JsonValueKind.Object)
            throw Wrong("is no object");
        return Element.TryGetProperty(name, out JsonElement value) && value.ValueKind != JsonValueKind.Null ? value : null;
    }

    private string Join(string name) => Location.Item is null ? name : $"{Location.Item}.{name}";
}
