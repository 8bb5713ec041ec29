using System.Text.Json;
using Ingot.Text;

namespace Ingot.Conversion.Gguf.Vocabularies;

/// <summary>The vocabulary of a tokenizer.model, with what other files add to it.</summary>
internal static class SentencePieceVocabulary
{
    /// <summary>The vocabulary; null when there is no tokenizer.model.</summary>
    public static GgufVocabulary? Build(VocabularyRequest request)
    {
        TokenizerFiles files = request.Files;
        if (files.SentencePieces is not { } pieces)
            return null;
        int vocabularySize = request.Size;
        VocabularyEntries entries = new();
        List<int> outOfRange = [.. Enumerable.Range(vocabularySize, Math.Max(0, pieces.Count - vocabularySize))];
        for (int id = 0; id < vocabularySize; id++)
        {
            if (id < pieces.Count)
                entries.Add(pieces[id].Bytes, pieces[id].Score, KindOf(pieces[id]));
            else
                entries.Add($"[PAD{id}]", VocabularyRequest.PaddingScore, TokenKind.Unused);
        }

        foreach (JsonProperty added in files.AddedTokens.Properties())
        {
            if (((JsonElement?)added.Value).Integer() is int id && InRange(id, vocabularySize, outOfRange))
                entries.Set(id, added.Name, VocabularyRequest.AddedScore, TokenKind.UserDefined);
        }

        bool asStated = request.Rules.AddedTokensAsStated;
        foreach (AddedToken added in
            (AddedToken[])[.. AddedToken.InTokenizerConfig(files.TokenizerConfig), .. asStated ? AddedToken.InTokenizerJson(files.TokenizerJson) : []])
        {
            if (!InRange(added.Id, vocabularySize, outOfRange))
                continue;
            bool isControl = asStated ? added.IsSpecial : added.IsControl;
            entries.Set(
                added.Id, asStated ? added.Content : added.StoredContent, VocabularyRequest.AddedScore, isControl ? TokenKind.Control : TokenKind.UserDefined);
        }

        return VocabularyEnd.Write(request, entries, "llama", "default", new(files, loadMerges: false, entries.Count)) with
        {
            PaddedCount = Math.Max(0, vocabularySize - pieces.Count),
            OutOfRange = outOfRange,
        };
    }

    /// <summary>The kind a piece gets.</summary>
    /// <remarks>The converter asks for these four alone: a user-defined piece counts as ordinary text unless it is an added token.</remarks>
    public static TokenKind KindOf(SentencePieceEntry piece) =>
        piece.Kind is TokenKind.Unknown or TokenKind.Control or TokenKind.Unused or TokenKind.Byte ? piece.Kind : TokenKind.Normal;

    private static bool InRange(int id, int vocabularySize, List<int> outOfRange)
    {
        if (id >= 0 && id < vocabularySize)
            return true;
        outOfRange.Add(id);
        return false;
    }
}
