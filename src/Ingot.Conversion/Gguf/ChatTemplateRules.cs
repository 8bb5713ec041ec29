using System.Text.Json;
using Ingot.Formats.Gguf;

namespace Ingot.Conversion.Gguf;

/// <summary>Which chat templates a checkpoint has: one text, or several with names, of which one is the default.</summary>
/// <remarks>
/// tokenizer_config.json wins when it has the key at all; then chat_template.jinja with its additional templates; then
/// chat_template.json. Without a tokenizer_config.json none is looked for.
/// </remarks>
internal static class ChatTemplateRules
{
    public static void AddTo(GgufMetadata metadata, TokenizerFiles files)
    {
        IReadOnlyList<KeyValuePair<string, string>> templates = Find(files);
        string[] others = [.. templates.Where(template => template.Key != "default").Select(template => template.Key)];
        foreach ((string name, string text) in templates.Where(template => template.Key != "default"))
            metadata[$"tokenizer.chat_template.{name}"] = GgufValue.Of(text);
        if (others.Length > 0)
            metadata["tokenizer.chat_templates"] = GgufValue.OfStrings(others.Distinct());
        foreach ((_, string text) in templates.Where(template => template.Key == "default"))
            metadata["tokenizer.chat_template"] = GgufValue.Of(text);
    }

    private static IReadOnlyList<KeyValuePair<string, string>> Find(TokenizerFiles files)
    {
        if (files.TokenizerConfig is not { ValueKind: JsonValueKind.Object } config)
            return [];
        if (config.TryGetProperty("chat_template", out JsonElement stated))
            return Read(stated);
        if (files.ChatTemplateJinja is string jinja)
        {
            return
            [
                new("default", jinja),
                .. files.AdditionalChatTemplates.Select(template => KeyValuePair.Create(CleanName(template.Key), template.Value)),
            ];
        }

        return files.ChatTemplateJson.Get("chat_template") is JsonElement template ? Read(template) : [];
    }

    private static IReadOnlyList<KeyValuePair<string, string>> Read(JsonElement template) => template.ValueKind switch
    {
        JsonValueKind.String => [new("default", template.GetString()!)],
        JsonValueKind.Array =>
        [
            .. from item in template.EnumerateArray()
               let name = CleanName(item.Get("name").Text() ?? "")
               let text = item.Get("template").Text()
               where name.Length > 0 && text is not null
               select KeyValuePair.Create(name, text),
        ],
        _ => [],
    };

    /// <summary>A name as part of a key: anything but ASCII letters and digits becomes an underscore.</summary>
    private static string CleanName(string name) => string.Concat(name.Select(letter => char.IsAsciiLetterOrDigit(letter) ? letter : '_'));
}
