using System.Globalization;
using System.Text.Json;

namespace Ingot.Conversion.Gguf;

/// <summary>A token the files add to, or change in, a vocabulary.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Content">Its text.</param>
/// <param name="IsSpecial">Whether the files call it special.</param>
internal readonly record struct AddedToken(int Id, string Content, bool IsSpecial)
{
    /// <summary>Whether it must be markup whatever the files call it: some published ones forget to.</summary>
    public bool IsControl => IsSpecial
        || Content is "<pad>" or "<mask>" or "<2mass>" or "[@BOS@]"
        || Encloses("<|", "|>") || Encloses("<\uFF5C", "\uFF5C>") || Encloses("<unused", ">");

    /// <summary>The text as it is stored: one that is no markup is stored with real spaces.</summary>
    public string StoredContent => IsControl ? Content : Content.Replace('\u2581', ' ');

    /// <summary>Those under <c>added_tokens_decoder</c> of tokenizer_config.json.</summary>
    public static IEnumerable<AddedToken> InTokenizerConfig(JsonElement? tokenizerConfig)
    {
        foreach (JsonProperty entry in tokenizerConfig.Get("added_tokens_decoder").Properties())
        {
            if (int.TryParse(entry.Name, NumberStyles.None, CultureInfo.InvariantCulture, out int id)
                && entry.Value.Get("content").Text() is string content)
            {
                yield return new(id, content, entry.Value.Get("special").Flag() ?? false);
            }
        }
    }

    /// <summary>Those under <c>added_tokens</c> of tokenizer.json.</summary>
    public static IEnumerable<AddedToken> InTokenizerJson(JsonElement? tokenizerJson)
    {
        foreach (JsonElement entry in tokenizerJson.Get("added_tokens").Items())
        {
            if (entry.Get("id").Integer() is int id and >= 0 && entry.Get("content").Text() is string content)
                yield return new(id, content, entry.Get("special").Flag() ?? false);
        }
    }

    private bool Encloses(string start, string end) =>
        Content.StartsWith(start, StringComparison.Ordinal) && Content.EndsWith(end, StringComparison.Ordinal);
}
