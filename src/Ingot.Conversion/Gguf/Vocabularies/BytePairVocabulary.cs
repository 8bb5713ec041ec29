using System.Text.Json;
using Ingot.Tensors;
using Ingot.Text;

namespace Ingot.Conversion.Gguf.Vocabularies;

/// <summary>The vocabulary of a byte-level BPE in tokenizer.json.</summary>
internal static class BytePairVocabulary
{
    /// <summary>The vocabulary; null when tokenizer.json is absent or holds another kind.</summary>
    public static GgufVocabulary? Build(VocabularyRequest request)
    {
        TokenizerFiles files = request.Files;
        JsonElement? model = files.TokenizerJson.Get("model");
        if (model.Get("type").Text() != "BPE" || model.Get("byte_fallback").Flag() == true)
            return null;
        int vocabularySize = request.Size;
        string?[] tokens = new string?[vocabularySize];
        TokenKind[] kinds = new TokenKind[vocabularySize];
        Array.Fill(kinds, TokenKind.Normal);
        void Place(int? id, string token)
        {
            if (id is not int place || place < 0 || place >= vocabularySize)
            {
                throw new CheckpointException(
                    new(Path.Combine(files.Folder, "tokenizer.json"), token),
                    $"The token has id {id}, but the embedding has {vocabularySize} rows.",
                    "Correct vocab_size in config.json, or take the tokenizer that belongs to this model.");
            }

            tokens[place] = token;
        }

        foreach (JsonProperty entry in model.Get("vocab").Properties())
            Place(((JsonElement?)entry.Value).Integer(), entry.Name);
        HashSet<string> known = [];
        foreach (AddedToken added in
            (AddedToken[])[.. AddedToken.InTokenizerJson(files.TokenizerJson), .. AddedToken.InTokenizerConfig(files.TokenizerConfig)])
        {
            if (!known.Add(added.Content))
                continue;
            Place(added.Id, added.StoredContent);
            kinds[added.Id] = added.IsControl ? TokenKind.Control : TokenKind.UserDefined;
        }

        // The class puts tokens of its own behind the others, where a file neither names another nor lists them.
        foreach (string token in TokenizerClasses.UnstatedTokens(files.TokenizerConfig))
        {
            int next = Array.FindLastIndex(tokens, known => known is not null) + 1;
            if (next >= vocabularySize || tokens.Contains(token))
                continue;
            Place(next, token);
            kinds[next] = TokenKind.Control;
        }

        VocabularyEntries entries = new();
        for (int id = 0; id < vocabularySize; id++)
            entries.Add(tokens[id] ?? $"[PAD{id}]", 0, tokens[id] is null ? TokenKind.Unused : kinds[id]);
        return VocabularyEnd.Write(request, entries, "gpt2", request.Pre, new(files, loadMerges: true, vocabularySize: null)) with
        {
            PaddedCount = tokens.Count(token => token is null),
        };
    }
}
