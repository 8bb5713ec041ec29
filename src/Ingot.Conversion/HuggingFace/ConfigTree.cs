using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Ingot.Models;

namespace Ingot.Conversion.HuggingFace;

/// <summary>A config.json in the making: what <see cref="ConfigKey"/> reads is written by the same key, its arithmetic undone.</summary>
internal sealed class ConfigTree
{
    private const int MostDigits = 17;

    private readonly JsonObject root = [];

    /// <summary>Writes what was set, in the order in which it was set.</summary>
    public void WriteTo(Utf8JsonWriter json) => root.WriteTo(json);

    /// <summary>Sets a value; a name with dots lies inside other objects.</summary>
    public void Set(string path, JsonNode? value)
    {
        JsonObject place = root;
        string[] names = path.Split('.');
        foreach (string name in names[..^1])
        {
            if (place[name] is not JsonObject inner)
                place[name] = inner = [];
            place = inner;
        }

        place[names[^1]] = value;
    }

    /// <summary>States a whole number; nothing for a key that the family never states.</summary>
    public void State(ConfigKey? key, int? value)
    {
        if (key is { Name.Length: > 0 } && value is int number)
            Set(key.Name, IsPlain(key) ? JsonValue.Create(number) : Stated(key, number));
    }

    /// <summary>States a number; nothing for a key that the family never states.</summary>
    public void State(ConfigKey? key, float? value)
    {
        if (key is { Name.Length: > 0 } && value is float number)
            Set(key.Name, IsPlain(key) ? JsonValue.Create(Shortest(number)) : Stated(key, number));
    }

    /// <summary>States a flag; nothing for one that is the same in every model of the family.</summary>
    public void State(FlagKey key, bool value)
    {
        if (key.Name.Length > 0)
            Set(key.Name, JsonValue.Create(value != key.IsInverted));
    }

    /// <summary>1e-05 as it was written, not as the nearest float widened to a double.</summary>
    public static decimal Shortest(float value) =>
        decimal.Parse(value.ToString(CultureInfo.InvariantCulture), NumberStyles.Float, CultureInfo.InvariantCulture);

    private static bool IsPlain(ConfigKey key) => key is { Power: 1, Times: 1, DividedBy: null, DividedByRootOf: null };

    // The stated number with the fewest digits that becomes the meant one again: 256 for an attention scale of 1/16.
    private JsonValue Stated(ConfigKey key, float value)
    {
        double divisor = (key.DividedBy is string other ? Number(other) : 1) * (key.DividedByRootOf is string radicand ? Math.Sqrt(Number(radicand)) : 1);
        double exact = Math.Pow(value * divisor / key.Times, 1 / key.Power);
        for (int digits = 1; digits < MostDigits; digits++)
        {
            double rounded = double.Parse(exact.ToString($"G{digits}", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
            if ((float)(Math.Pow(rounded, key.Power) * key.Times / divisor) == value)
                return Written(rounded);
        }

        return Written(exact);
    }

    private static JsonValue Written(double number) =>
        number == Math.Floor(number) && Math.Abs(number) < long.MaxValue ? JsonValue.Create((long)number) : JsonValue.Create(number);

    // A divisor is stated before what it divides; one that is not there divides by nothing, and reading back tells.
    private double Number(string path)
    {
        JsonNode? node = root;
        foreach (string name in path.Split('.'))
            node = (node as JsonObject)?[name];
        return node is JsonValue value && double.TryParse(value.ToJsonString(), NumberStyles.Float, CultureInfo.InvariantCulture, out double number) ? number : 1;
    }
}
