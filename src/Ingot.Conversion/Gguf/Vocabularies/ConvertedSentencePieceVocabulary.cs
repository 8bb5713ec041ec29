using System.Text.Json;
using Ingot.Tensors;
using Ingot.Text;

namespace Ingot.Conversion.Gguf.Vocabularies;

/// <summary>A SentencePiece BPE of which only the tokenizer.json made from it is left: its scores are lost.</summary>
internal static class ConvertedSentencePieceVocabulary
{
    /// <summary>The vocabulary; null when tokenizer.json is absent or holds another kind.</summary>
    public static GgufVocabulary? Build(VocabularyRequest request)
    {
        TokenizerFiles files = request.Files;
        JsonElement? model = files.TokenizerJson.Get("model");
        if (model.Get("type").Text() != "BPE" || model.Get("byte_fallback").Flag() != true
            || files.TokenizerJson.Get("decoder").Get("type").Text() != "Sequence")
        {
            return null;
        }

        SortedDictionary<int, string> byId = [];
        foreach (JsonProperty entry in model.Get("vocab").Properties())
            byId[((JsonElement?)entry.Value).Integer() ?? -1] = entry.Name;
        int count = byId.Count;
        if (count == 0 || byId.Keys.First() != 0 || byId.Keys.Last() != count - 1)
        {
            throw new CheckpointException(
                new(Path.Combine(files.Folder, "tokenizer.json"), "model.vocab"), "The ids do not run from 0 without gaps.", "Download the file again.");
        }

        HashSet<string> special = [.. SpecialTokenRules.NamedIn(files.TokenizerConfig)];
        VocabularyEntries entries = new();
        foreach (string token in byId.Values)
        {
            bool isByte = token.Length == 6 && token.StartsWith("<0x", StringComparison.Ordinal) && token[5] == '>'
                && char.IsAsciiHexDigit(token[3]) && char.IsAsciiHexDigit(token[4]);
            entries.Add(token, VocabularyRequest.AddedScore, isByte ? TokenKind.Byte : special.Contains(token) ? TokenKind.Control : TokenKind.Normal);
        }

        foreach (AddedToken added in AddedToken.InTokenizerJson(files.TokenizerJson).Where(added => added.Id >= count).OrderBy(added => added.Id))
            entries.Add(added.Content, VocabularyRequest.AddedScore, special.Contains(added.Content) ? TokenKind.Control : TokenKind.UserDefined);
        return VocabularyEnd.Write(request, entries, "llama", "default", new(files, loadMerges: false, entries.Count));
    }
}
