using System.Text.Json;
using Ingot.Text.Tokenizers;

namespace Ingot.Text.Tests.Tokenizers;

internal static class HuggingFaceFolder
{
    public static ITokenizer Load(string folder)
    {
        return HuggingFaceTokenizer.Load(new()
        {
            Folder = folder,
            TokenizerJson = Bytes("tokenizer.json"),
            SentencePieceModel = Bytes("tokenizer.model") ?? Bytes("spiece.model"),
            TokenizerConfig = Json("tokenizer_config.json"),
            SpecialTokensMap = Json("special_tokens_map.json"),
            AddedTokens = Json("added_tokens.json"),
        });

        ReadOnlyMemory<byte>? Bytes(string name) => File.Exists(Path.Combine(folder, name)) ? (ReadOnlyMemory<byte>?)File.ReadAllBytes(Path.Combine(folder, name)) : null;

        JsonElement? Json(string name)
        {
            if (Bytes(name) is not ReadOnlyMemory<byte> bytes)
                return null;
            using JsonDocument document = JsonDocument.Parse(bytes);
            return document.RootElement.Clone();
        }
    }
}
