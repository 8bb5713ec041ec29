using System.Text.Json;

namespace Ingot.Conversion.Gguf.Vocabularies;

/// <summary>The special tokens that published tokenizer classes have where tokenizer_config.json does not say otherwise.</summary>
internal static class TokenizerClasses
{
    private const string EndOfText = "<|endoftext|>";

    private static readonly Dictionary<string, (string Key, string Token)[]> tokens = new(StringComparer.Ordinal)
    {
        ["GPT2Tokenizer"] = [("bos_token", EndOfText), ("eos_token", EndOfText), ("unk_token", EndOfText)],
        ["Qwen2Tokenizer"] = [("eos_token", EndOfText), ("unk_token", EndOfText), ("pad_token", EndOfText)],
        ["GPTNeoXTokenizer"] = [("bos_token", EndOfText), ("eos_token", EndOfText), ("unk_token", EndOfText), ("pad_token", "<|padding|>")],
    };

    /// <summary>The tokens of the class that no key of the file stands for; null stands for none.</summary>
    public static IEnumerable<string> UnstatedTokens(JsonElement? tokenizerConfig)
    {
        string name = tokenizerConfig.Get("tokenizer_class").Text() ?? "";
        string known = name.EndsWith("Fast", StringComparison.Ordinal) ? name[..^"Fast".Length] : name;
        return tokenizerConfig is not { ValueKind: JsonValueKind.Object } config || !tokens.TryGetValue(known, out (string Key, string Token)[]? own)
            ? []
            : own.Where(entry => !config.TryGetProperty(entry.Key, out _)).Select(entry => entry.Token).Distinct();
    }
}
