using System.Text.Json;
using Ingot.Tensors;
using Ingot.Text;

namespace Ingot.Conversion.Gguf.Vocabularies;

/// <summary>The vocabulary of a WordPiece tokenizer: starts of words are marked instead of their continuations.</summary>
internal static class WordPieceVocabulary
{
    private const string Continuation = "##";
    private const string WordStart = "\u2581";

    /// <summary>The vocabulary; null when neither tokenizer.json nor vocab.txt holds this kind.</summary>
    public static GgufVocabulary? Build(VocabularyRequest request)
    {
        TokenizerFiles files = request.Files;
        if (Entries(files) is not { } listed)
            return null;
        string?[] tokens = new string?[request.Size];
        TokenKind[] kinds = new TokenKind[request.Size];
        Array.Fill(kinds, TokenKind.Normal);
        foreach ((string token, int? id) in listed)
            Place(request, tokens, id, token);
        foreach (AddedToken added in
            (AddedToken[])[.. AddedToken.InTokenizerJson(files.TokenizerJson), .. AddedToken.InTokenizerConfig(files.TokenizerConfig)])
        {
            Place(request, tokens, added.Id, added.StoredContent);
            kinds[added.Id] = added.IsControl ? TokenKind.Control : TokenKind.UserDefined;
        }

        VocabularyEnd.AddTokenTypes(request);
        VocabularyEntries entries = new();
        for (int id = 0; id < request.Size; id++)
        {
            TokenKind kind = tokens[id] is null ? TokenKind.Unused : kinds[id];
            entries.Add(Marked(tokens[id] ?? $"[PAD{id}]", kind), 0, kind);
        }

        return VocabularyEnd.Write(request, entries, "bert", request.Pre, new(files, loadMerges: false, entries.Count)) with
        {
            PaddedCount = tokens.Count(token => token is null),
        };
    }

    private static IEnumerable<(string Token, int? Id)>? Entries(TokenizerFiles files)
    {
        JsonElement? model = files.TokenizerJson.Get("model");
        if (model.Get("type").Text() == "WordPiece")
            return model.Get("vocab").Properties().Select(entry => (entry.Name, ((JsonElement?)entry.Value).Integer()));
        return model is null && files.WordList is string list
            ? list.TrimEnd('\n').Split('\n').Select((line, i) => (line.TrimEnd('\r'), (int?)i))
            : null;
    }

    private static void Place(VocabularyRequest request, string?[] tokens, int? id, string token)
    {
        if (id is not int place || place < 0 || place >= tokens.Length)
        {
            throw new CheckpointException(
                new(request.Files.Folder, token),
                $"The token has id {id}, but the embedding has {tokens.Length} rows.",
                "Correct vocab_size in config.json, or take the tokenizer that belongs to this model.");
        }

        tokens[place] = token;
    }

    private static string Marked(string token, TokenKind kind)
    {
        if (kind == TokenKind.Control)
            return token;
        return token.StartsWith(Continuation, StringComparison.Ordinal) ? token[Continuation.Length..] : WordStart + token;
    }
}
