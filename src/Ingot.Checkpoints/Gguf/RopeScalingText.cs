using System.Buffers;
using System.Text;
using System.Text.Json;
using Ingot.Models;
using Ingot.Tensors;

namespace Ingot.Checkpoints.Gguf;

/// <summary>A rope scaling rule as the JSON text kept under <see cref="IngotKeys.RopeScaling"/>.</summary>
public static class RopeScalingText
{
    /// <summary>Writes the rule, for example <c>{"type":"dynamic","factor":2}</c>.</summary>
    public static string Write(RopeScaling scaling)
    {
        ArgumentNullException.ThrowIfNull(scaling);
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter json = new(buffer))
        {
            json.WriteStartObject();
            json.WriteString("type", scaling.Kind.ToString().ToLowerInvariant());
            json.WriteNumber("factor", scaling.Factor);
            if (scaling.OriginalContextLength is int original)
                json.WriteNumber("original_max_position_embeddings", original);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <summary>Reads the rule back.</summary>
    /// <exception cref="CheckpointException">The text is no such rule.</exception>
    public static RopeScaling Read(string text, FileLocation location)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(text, new() { MaxDepth = 2 });
            JsonElement root = document.RootElement;
            return new()
            {
                Kind = Enum.Parse<RopeScalingKind>(root.GetProperty("type").GetString() ?? "", ignoreCase: true),
                Factor = root.GetProperty("factor").GetSingle(),
                OriginalContextLength = root.TryGetProperty("original_max_position_embeddings", out JsonElement original) ? original.GetInt32() : null,
            };
        }
        catch (Exception error) when (error is JsonException or ArgumentException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            throw new CheckpointException(location with { Item = IngotKeys.RopeScaling }, "The rope scaling rule cannot be read.", "Convert the model again.", error);
        }
    }
}
