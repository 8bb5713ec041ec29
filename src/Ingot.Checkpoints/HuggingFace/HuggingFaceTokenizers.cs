using System.Text.Json;
using Ingot.Formats.HuggingFace;
using Ingot.Text;
using Ingot.Text.Tokenizers;

namespace Ingot.Checkpoints.HuggingFace;

/// <summary>Hands a folder's tokenizer files to the tokenizer.</summary>
internal static class HuggingFaceTokenizers
{
    /// <summary>The tokenizer; null when the folder has no tokenizer file.</summary>
    public static ITokenizer? Load(CheckpointFolder folder)
    {
        ReadOnlyMemory<byte>? json = folder.ReadBytes("tokenizer.json");
        ReadOnlyMemory<byte>? model = folder.ReadBytes("tokenizer.model") ?? folder.ReadBytes("spiece.model");
        return json is null && model is null ? null : HuggingFaceTokenizer.Load(new()
        {
            Folder = folder.Path,
            TokenizerJson = json,
            SentencePieceModel = model,
            TokenizerConfig = folder.TokenizerConfig,
            SpecialTokensMap = folder.SpecialTokensMap,
            AddedTokens = folder.ReadJson("added_tokens.json"),
            EndOfGeneration = [.. EndIds(folder.GenerationConfig).Concat(EndIds(folder.Config)).Distinct()],
        });
    }

    private static IEnumerable<int> EndIds(JsonElement? config)
    {
        if (config is not { } root || !root.TryGetProperty("eos_token_id", out JsonElement value))
            return [];
        IEnumerable<JsonElement> items = value.ValueKind == JsonValueKind.Array ? value.EnumerateArray() : [value];
        return [.. items.Where(item => item.ValueKind == JsonValueKind.Number && item.TryGetInt32(out _)).Select(item => item.GetInt32())];
    }
}
