using System.Text.Json;

namespace Ingot.Text.Templates.Values;

/// <summary>JSON as template values, keys in order; of a key written twice the last value counts.</summary>
internal static class JsonValues
{
    /// <summary>Reads JSON that a caller passed in.</summary>
    public static Value Read(JsonElement element)
    {
        try
        {
            return ReadInner(element);
        }
        catch (InvalidOperationException)
        {
            // The one way an element of a parsed document can fail: an escape such as \ud800 with no partner.
            throw new TemplateFault("A string in the input holds half of a surrogate pair.", "Pass text that is valid Unicode.");
        }
    }

    // JsonDocument's own depth limit bounds the recursion.
    private static Value ReadInner(JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                DictValue dict = new();
                foreach (JsonProperty property in element.EnumerateObject())
                    dict.Set(property.Name, ReadInner(property.Value));
                return dict;
            case JsonValueKind.Array:
                return new ListValue([.. element.EnumerateArray().Select(ReadInner)]);
            case JsonValueKind.String:
                return new StringValue(element.GetString()!);
            case JsonValueKind.Number:
                return Number(element);
            case JsonValueKind.True or JsonValueKind.False:
                return BooleanValue.Of(element.ValueKind == JsonValueKind.True);
            case JsonValueKind.Null:
                return NoneValue.Instance;
            default:
                return new UndefinedValue("A variable holds no JSON value.");
        }
    }

    private static Value Number(JsonElement element)
    {
        string text = element.GetRawText();
        if (text.AsSpan().ContainsAny(".eE"))
            return new FloatValue(element.GetDouble());
        return element.TryGetInt64(out long number) ? new IntegerValue(number) : throw new TemplateFault(
            $"The number {text} in the input is beyond 64 bits.", "Pass so large a number as a string.");
    }
}
