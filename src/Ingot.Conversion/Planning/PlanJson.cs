using System.Text.Json;
using System.Text.Json.Serialization;
using Ingot.Tensors;

namespace Ingot.Conversion.Planning;

/// <summary>How a plan is written as JSON: snake_case names, types by name, shapes as arrays.</summary>
[JsonSourceGenerationOptions(
    WriteIndented = true,
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true,
    Converters = [typeof(TensorTypeJsonConverter), typeof(TensorShapeJsonConverter)])]
[JsonSerializable(typeof(ConversionPlan))]
internal sealed partial class PlanJson : JsonSerializerContext;

/// <summary>A tensor type as its published name.</summary>
internal sealed class TensorTypeJsonConverter : JsonConverter<TensorType>
{
    public override TensorType Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        TensorTypes.FromName(reader.GetString() ?? "") ?? throw new JsonException("No tensor type has that name.");

    public override void Write(Utf8JsonWriter writer, TensorType value, JsonSerializerOptions options) => writer.WriteStringValue(value.Name);
}

/// <summary>A shape as an array, outermost first.</summary>
internal sealed class TensorShapeJsonConverter : JsonConverter<TensorShape>
{
    public override TensorShape Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        List<long> dimensions = [];
        while (reader.Read() && reader.TokenType == JsonTokenType.Number)
            dimensions.Add(reader.GetInt64());
        return new TensorShape([.. dimensions]);
    }

    public override void Write(Utf8JsonWriter writer, TensorShape value, JsonSerializerOptions options)
    {
        writer.WriteStartArray();
        foreach (long dimension in value.Dimensions)
            writer.WriteNumberValue(dimension);
        writer.WriteEndArray();
    }
}
