using System.Text.Json;
using System.Text.Json.Serialization;

namespace Ingot.Models.Json;

/// <summary>A key of config.json: its name alone, or an object where there is more to say. Members that keep their usual value are left out.</summary>
internal sealed class ConfigKeyConverter : JsonConverter<ConfigKey>
{
    public override ConfigKey Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.String)
            return new(reader.GetString()!);
        if (reader.TokenType != JsonTokenType.StartObject)
            throw new JsonException("A key is a name or an object.");
        ConfigKey key = new("");
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string member = reader.GetString()!;
            _ = reader.Read();
            key = member switch
            {
                "name" => key with { Name = reader.GetString() ?? "" },
                "alternates" => key with { Alternates = ReadNames(ref reader) },
                "or_same_as" => key with { OrSameAs = reader.GetString() },
                "or_times" => key with { OrTimes = reader.GetDouble() },
                "default" => key with { Default = reader.GetDouble() },
                "power" => key with { Power = reader.GetDouble() },
                "times" => key with { Times = reader.GetDouble() },
                "divided_by" => key with { DividedBy = reader.GetString() },
                "divided_by_root_of" => key with { DividedByRootOf = reader.GetString() },
                _ => throw new JsonException($"A key has no member '{member}'."),
            };
        }

        return key;
    }

    public override void Write(Utf8JsonWriter writer, ConfigKey value, JsonSerializerOptions options)
    {
        ConfigKey usual = new(value.Name);
        if (value == usual with { Alternates = value.Alternates } && value.Alternates.Count == 0)
        {
            writer.WriteStringValue(value.Name);
            return;
        }

        writer.WriteStartObject();
        writer.WriteString("name", value.Name);
        if (value.Alternates.Count > 0)
        {
            writer.WriteStartArray("alternates");
            foreach (string alternate in value.Alternates)
                writer.WriteStringValue(alternate);
            writer.WriteEndArray();
        }

        WriteText("or_same_as", value.OrSameAs);
        WriteNumber("or_times", value.OrTimes, usual.OrTimes);
        if (value.Default is double absent)
            writer.WriteNumber("default", absent);
        WriteNumber("power", value.Power, usual.Power);
        WriteNumber("times", value.Times, usual.Times);
        WriteText("divided_by", value.DividedBy);
        WriteText("divided_by_root_of", value.DividedByRootOf);
        writer.WriteEndObject();

        void WriteText(string name, string? text)
        {
            if (text is not null)
                writer.WriteString(name, text);
        }

        void WriteNumber(string name, double number, double usualNumber)
        {
            if (number != usualNumber)
                writer.WriteNumber(name, number);
        }
    }

    private static string[] ReadNames(ref Utf8JsonReader reader)
    {
        List<string> names = [];
        if (reader.TokenType != JsonTokenType.StartArray)
            throw new JsonException("Alternates are a list of names.");
        while (reader.Read() && reader.TokenType == JsonTokenType.String)
            names.Add(reader.GetString()!);
        return [.. names];
    }
}
