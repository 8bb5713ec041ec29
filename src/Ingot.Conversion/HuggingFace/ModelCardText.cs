using System.Text;
using Ingot.Conversion.Gguf;
using Ingot.Formats.Gguf;

namespace Ingot.Conversion.HuggingFace;

/// <summary>The model card that says what the <c>general.</c> keys of a GGUF say, in the spelling the converter reads first.</summary>
internal static class ModelCardText
{
    private const string General = "general.";
    private const string Hub = "https://huggingface.co/";

    // List in the GGUF, key of the card.
    private static readonly (string Key, string Card)[] lists = [("tags", "tags"), ("languages", "language")];
    private static readonly (string Key, string Card)[] origins = [("base_model", "base_model"), ("dataset", "datasets")];

    /// <summary>The text of README.md; null when there is nothing to say.</summary>
    public static string? Write(GgufMetadata metadata)
    {
        StringBuilder text = new();
        foreach ((string key, string[] cardKeys) in GeneralMetadata.FromCard)
        {
            if (metadata[General + key]?.AsString() is string value && IsOneLine(value))
                _ = text.Append(cardKeys.Length > 0 ? cardKeys[0] : key).Append(": ").Append(Quoted(value)).Append('\n');
        }

        foreach ((string key, string card) in origins)
            AddList(text, card, Ids(metadata, key));
        foreach ((string key, string card) in lists)
            AddList(text, card, Items(metadata, key));
        return text.Length == 0 ? null : $"---\n{text}---\n";
    }

    /// <summary>Whether the card says what a key says.</summary>
    public static bool Holds(string key, GgufMetadata metadata) =>
        GeneralMetadata.FromCard.Any(entry => key == General + entry.Key && metadata[key]?.AsString() is string value && IsOneLine(value))
        || lists.Any(entry => key == General + entry.Key && Items(metadata, entry.Key) is not null)
        || origins.Any(entry => key.StartsWith($"{General}{entry.Key}.", StringComparison.Ordinal) && Ids(metadata, entry.Key) is not null);

    private static void AddList(StringBuilder text, string key, IReadOnlyList<string>? items)
    {
        if (items is null)
            return;
        _ = text.Append(key).Append(":\n");
        foreach (string item in items)
            _ = text.Append("- ").Append(Quoted(item)).Append('\n');
    }

    private static string[]? Items(GgufMetadata metadata, string key)
    {
        string[]? items = metadata[General + key]?.AsArray<ReadOnlyMemory<byte>>()?.Select(item => Encoding.UTF8.GetString(item.Span)).ToArray();
        return items is { Length: > 0 } && items.All(IsOneLine) ? items : null;
    }

    /// <summary>The ids of models or data sets, from the addresses that the converter made of them.</summary>
    private static string[]? Ids(GgufMetadata metadata, string kind)
    {
        long count = metadata[$"{General}{kind}.count"]?.AsInteger() ?? 0;
        if (count is <= 0 or > 1000)
            return null;
        string?[] ids = [.. Enumerable.Range(0, (int)count).Select(i => metadata[$"{General}{kind}.{i}.repo_url"]?.AsString())];
        return ids.All(id => id is not null && IsOneLine(id)) ? [.. ids.Select(id => id!.StartsWith(Hub, StringComparison.Ordinal) ? id[Hub.Length..] : id)] : null;
    }

    private static bool IsOneLine(string value) => !value.AsSpan().ContainsAny("\r\n\t");

    private static string Quoted(string value) => $"'{value.Replace("'", "''", StringComparison.Ordinal)}'";
}
