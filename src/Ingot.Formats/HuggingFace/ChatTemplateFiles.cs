using System.Text.Json;
using Ingot.Tensors;

namespace Ingot.Formats.HuggingFace;

/// <summary>Finds a checkpoint's chat templates in the places they have been kept over the years.</summary>
internal static class ChatTemplateFiles
{
    public const string DefaultName = "default";
    private const string Key = "chat_template";

    /// <summary>The newest place wins: <c>chat_template.jinja</c>, then <c>chat_template.json</c>, then <c>tokenizer_config.json</c>.</summary>
    public static IReadOnlyDictionary<string, string> Read(CheckpointFolder folder)
    {
        if (folder.ReadText("chat_template.jinja") is string text)
            return WithAdditional(folder, text);
        if (folder.ReadJson("chat_template.json") is { } own && own.TryGetProperty(Key, out JsonElement template))
            return Interpret(folder.Location("chat_template.json", Key), template);
        if (folder.TokenizerConfig is { } tokenizer && tokenizer.TryGetProperty(Key, out template))
            return Interpret(folder.Location("tokenizer_config.json", Key), template);
        return new Dictionary<string, string>();
    }

    private static OrderedDictionary<string, string> WithAdditional(CheckpointFolder folder, string text)
    {
        OrderedDictionary<string, string> templates = new(StringComparer.Ordinal) { [DefaultName] = OneLineEnding(text) };
        string additional = Path.Combine(folder.Path, "additional_chat_templates");
        if (!Directory.Exists(additional))
            return templates;
        foreach (string file in Directory.EnumerateFiles(additional, "*.jinja").Order(StringComparer.Ordinal))
            templates[Path.GetFileNameWithoutExtension(file)] = OneLineEnding(CheckpointFolder.ReadTextFile(file));
        return templates;
    }

    // Where templates come from, text files are read with any line ending turned into a line feed.
    private static string OneLineEnding(string text) => text.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n');

    private static OrderedDictionary<string, string> Interpret(FileLocation location, JsonElement template)
    {
        OrderedDictionary<string, string> templates = new(StringComparer.Ordinal);
        switch (template.ValueKind)
        {
            case JsonValueKind.Null:
                break;
            case JsonValueKind.String:
                templates.Add(DefaultName, template.GetString()!);
                break;
            case JsonValueKind.Array:
                foreach (JsonElement entry in template.EnumerateArray())
                {
                    if (Text(entry, "name") is not string name || Text(entry, "template") is not string text || !templates.TryAdd(name, text))
                        throw Bad(location, "An entry of the list lacks a name or a template, or its name occurs twice.");
                }

                break;
            default:
                throw Bad(location, "The chat template is neither a string nor a list of named templates.");
        }

        return templates;
    }

    private static string? Text(JsonElement entry, string key) =>
        entry.ValueKind == JsonValueKind.Object && entry.TryGetProperty(key, out JsonElement value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;

    private static CheckpointException Bad(FileLocation location, string problem) =>
        new(location, problem, "Download the file again, or put the template into chat_template.jinja.");
}
