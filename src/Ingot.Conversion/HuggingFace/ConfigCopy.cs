using System.Buffers;
using System.Text.Json;
using Ingot.Formats.PyTorch;
using Ingot.Tensors;

namespace Ingot.Conversion.HuggingFace;

/// <summary>The config.json of a folder that keeps its family's layout: the source's own, with what no longer holds corrected.</summary>
internal static class ConfigCopy
{
    private const string QuantizationKey = "quantization_config";
    private static readonly string[] typeKeys = ["torch_dtype", "dtype"];

    /// <summary>The file's bytes; the same input gives the same bytes.</summary>
    /// <param name="source">The source's config.json.</param>
    /// <param name="type">The type most tensors are stored in.</param>
    public static byte[] Write(JsonElement source, TensorType type)
    {
        string typeName = FloatTypeNames.NameOf(type)!;
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter json = new(buffer, new() { Indented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            // Weights are written decoded, whatever stored them.
            foreach (JsonProperty property in source.EnumerateObject().Where(property => property.Name != QuantizationKey))
            {
                if (typeKeys.Contains(property.Name) && property.Value.ValueKind == JsonValueKind.String)
                    json.WriteString(property.Name, typeName);
                else
                    property.WriteTo(json);
            }

            if (!typeKeys.Any(name => source.TryGetProperty(name, out _)))
                json.WriteString(typeKeys[0], typeName);
            json.WriteEndObject();
        }

        return [.. buffer.WrittenSpan, (byte)'\n'];
    }
}
