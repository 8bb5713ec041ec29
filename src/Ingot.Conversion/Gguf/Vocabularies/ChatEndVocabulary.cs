using System.Text;
using System.Text.Json;
using Ingot.Tensors;
using Ingot.Text;

namespace Ingot.Conversion.Gguf.Vocabularies;

/// <summary>The vocabulary of a tokenizer.model whose chat has an end token of its own, and whose U+0000 piece is renamed.</summary>
internal static class ChatEndVocabulary
{
    private const string ChatEndToken = "<|im_end|>";

    /// <summary>The vocabulary; null when there is no tokenizer.model.</summary>
    public static GgufVocabulary? Build(VocabularyRequest request)
    {
        TokenizerFiles files = request.Files;
        if (files.SentencePieces is not { } pieces)
            return null;
        int vocabularySize = request.Size;
        VocabularyEntries entries = new();
        int? nulTokenId = null;
        for (int id = 0; id < vocabularySize; id++)
        {
            if (id >= pieces.Count)
            {
                entries.Add($"[PAD{id}]", VocabularyRequest.PaddingScore, TokenKind.Unused);
                continue;
            }

            SentencePieceEntry piece = pieces[id];
            bool isNul = piece.Bytes.Span is [0];
            nulTokenId = isNul ? id : nulTokenId;
            entries.Add(
                isNul ? Encoding.UTF8.GetBytes(request.NulToken) : piece.Bytes,
                piece.Score,
                piece.Bytes.Span.StartsWith("[UNUSED"u8) ? TokenKind.Unused : SentencePieceVocabulary.KindOf(piece));
        }

        foreach (JsonProperty added in files.AddedTokens.Properties())
            entries.Add(added.Name, VocabularyRequest.AddedScore, TokenKind.UserDefined);
        int? chatEnd = null;
        foreach (AddedToken added in
            (AddedToken[])[.. AddedToken.InTokenizerConfig(files.TokenizerConfig), .. AddedToken.InTokenizerJson(files.TokenizerJson)])
        {
            if (added.Id >= entries.Count)
            {
                throw new CheckpointException(
                    new(files.Folder, added.Content),
                    $"The added token has id {added.Id}, but the embedding has {entries.Count} rows.",
                    "Correct vocab_size in config.json, or the id of the token.");
            }

            chatEnd = added.Content == ChatEndToken ? added.Id : chatEnd;
            entries.Set(added.Id, added.Content, VocabularyRequest.AddedScore, added.IsSpecial ? TokenKind.Control : TokenKind.UserDefined);
        }

        SpecialTokenRules special = new(files, loadMerges: false, entries.Count);
        int? oldEos = special.Ids.TryGetValue("eos", out int eos) ? eos : null;
        if (chatEnd is int end)
            special.Ids["eos"] = end;
        return VocabularyEnd.Write(request, entries, "llama", "default", special, files.AddDummyPrefix) with
        {
            NulTokenId = nulTokenId,
            ReplacedEos = chatEnd is not null && chatEnd != oldEos ? oldEos : null,
            PaddedCount = Math.Max(0, vocabularySize - pieces.Count),
            OutOfRange = [.. Enumerable.Range(vocabularySize, Math.Max(0, pieces.Count - vocabularySize))],
        };
    }
}
