using System.Buffers;
using System.Text.Json;
using Ingot.Formats.HuggingFace;

namespace Ingot.Conversion.HuggingFace;

/// <summary>The small files beside the tensors: tokenizer, template, generation settings. Code is not among them.</summary>
internal static class CompanionFiles
{
    private static readonly string[] copied =
    [
        "tokenizer.json", "tokenizer.model", "vocab.json", "merges.txt", "added_tokens.json", "special_tokens_map.json",
        "generation_config.json", "chat_template.jinja", "vocab.txt", "spiece.model", "modules.json",
    ];

    // What names the source family's own code or class, and would send a loader after it.
    private static readonly string[] dropped = ["auto_map", "tokenizer_class"];

    /// <summary>Names and contents of the files to write.</summary>
    public static IReadOnlyList<(string Name, ReadOnlyMemory<byte> Content)> From(CheckpointFolder source, bool changesFamily)
    {
        List<(string, ReadOnlyMemory<byte>)> files = [];
        foreach (string name in copied)
        {
            if (source.ReadBytes(name) is { } content)
                files.Add((name, content));
        }

        if (source.TokenizerConfig is { } config)
            files.Add(("tokenizer_config.json", changesFamily ? WithoutCode(config, source) : source.ReadBytes("tokenizer_config.json")!.Value));
        return files;
    }

    private static byte[] WithoutCode(JsonElement config, CheckpointFolder source)
    {
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter json = new(buffer, new() { Indented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            foreach (JsonProperty property in config.EnumerateObject().Where(property => !dropped.Contains(property.Name)))
                property.WriteTo(json);
            json.WriteString("tokenizer_class", source.Has("tokenizer.model") ? "LlamaTokenizer" : "PreTrainedTokenizerFast");
            json.WriteEndObject();
        }

        return [.. buffer.WrittenSpan, (byte)'\n'];
    }
}
