using System.Buffers;
using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Ingot.Checkpoints.Findings;
using Ingot.Conversion.Execution;

namespace Ingot.Conversion.Planning;

/// <summary>The record inside a result of how it was made: tool, sources, options, findings, and each tensor's type and error.</summary>
/// <remarks>
/// It holds no time and no path: the same inputs give the same text. Hashes and errors have a fixed width, so a text with their
/// values is as long as one without, and a header can be laid out before they are known.
/// </remarks>
internal static class ResultLineage
{
    /// <summary>The JSON text.</summary>
    public static string Write(
        string tool,
        ImmutableArray<SourceFile> files,
        IReadOnlyDictionary<string, string> options,
        IReadOnlyList<Finding> findings,
        IReadOnlyList<PlannedTensor> tensors,
        RunFacts facts,
        string? previous = null)
    {
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter json = new(buffer, new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteString("tool", tool);
            json.WriteStartArray("source");
            for (int i = 0; i < files.Length; i++)
            {
                json.WriteStartObject();
                json.WriteString("file", files[i].Name);
                json.WriteNumber("bytes", files[i].LengthBytes);
                json.WriteString("sha256", facts.SourceHashes[i]);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteStartObject("options");
            foreach ((string name, string value) in options)
                json.WriteString(name, value);
            json.WriteEndObject();
            json.WriteStartArray("findings");
            foreach (Finding finding in findings)
            {
                json.WriteStartObject();
                json.WriteString("code", finding.Code);
                json.WriteString("place", finding.Place);
                json.WriteString("fix", finding.Fix.English);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteStartObject("tensors");
            for (int i = 0; i < tensors.Count; i++)
            {
                json.WriteStartObject(tensors[i].Name);
                json.WriteString("type", tensors[i].Type.Name);
                json.WritePropertyName("relative_error");
                json.WriteRawValue(facts.Tensors[i].RelativeError.ToString("0.0000e+00", CultureInfo.InvariantCulture));
                WriteCount("replaced", options.ContainsKey("non_finite"), facts.Tensors[i].ReplacedCount);
                WriteCount("clipped", options.ContainsKey("allow_clipping"), facts.Tensors[i].ClippedCount);
                json.WriteEndObject();
            }

            json.WriteEndObject();
            WritePrevious(json, previous);
            json.WriteEndObject();

            // Counts appear only where the options allow such values. As strings they may be padded to one width.
            void WriteCount(string name, bool isAllowed, long count)
            {
                if (isAllowed)
                    json.WriteString(name, count.ToString("D19", CultureInfo.InvariantCulture));
            }
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <summary>The record that the source itself carried: a result made of a result tells the whole way.</summary>
    private static void WritePrevious(Utf8JsonWriter json, string? previous)
    {
        if (previous is null)
            return;
        try
        {
            using JsonDocument document = JsonDocument.Parse(previous);
            json.WritePropertyName("previous");
            document.RootElement.WriteTo(json);
        }
        catch (JsonException)
        {
            // Not what we write, but what the file says: it is kept as the text it is.
            json.WriteString("previous", previous);
        }
    }
}
