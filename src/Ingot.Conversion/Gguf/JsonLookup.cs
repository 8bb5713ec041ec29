using System.Text.Json;

namespace Ingot.Conversion.Gguf;

/// <summary>Lookups in JSON of unknown quality: what is absent or of another kind is null.</summary>
internal static class JsonLookup
{
    public static JsonElement? Get(this JsonElement? element, string name) =>
        element is { ValueKind: JsonValueKind.Object } found && found.TryGetProperty(name, out JsonElement value)
            && value.ValueKind != JsonValueKind.Null
            ? value
            : null;

    public static JsonElement? Get(this JsonElement element, string name) => Get((JsonElement?)element, name);

    public static string? Text(this JsonElement? element) =>
        element is { ValueKind: JsonValueKind.String } found ? found.GetString() : null;

    public static bool? Flag(this JsonElement? element) => element?.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => null,
    };

    public static int? Integer(this JsonElement? element) =>
        element is { ValueKind: JsonValueKind.Number } found && found.TryGetInt32(out int value) ? value : null;

    public static IEnumerable<JsonElement> Items(this JsonElement? element) =>
        element is { ValueKind: JsonValueKind.Array } found ? found.EnumerateArray() : [];

    public static IEnumerable<JsonProperty> Properties(this JsonElement? element) =>
        element is { ValueKind: JsonValueKind.Object } found ? found.EnumerateObject() : [];
}
