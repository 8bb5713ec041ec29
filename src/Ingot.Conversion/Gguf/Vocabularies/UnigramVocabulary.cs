using System.Text.Json;
using Ingot.Formats.Gguf;
using Ingot.Text;

namespace Ingot.Conversion.Gguf.Vocabularies;

/// <summary>The vocabulary of a unigram SentencePiece model, with the normalizer it cannot do without.</summary>
internal static class UnigramVocabulary
{
    /// <summary>The vocabulary; null when there is no SentencePiece model or it is of another kind.</summary>
    public static GgufVocabulary? Build(VocabularyRequest request)
    {
        TokenizerFiles files = request.Files;
        if (files.SentencePieces is not { } pieces || !files.IsUnigram)
            return null;
        VocabularyEntries entries = new();
        for (int id = 0; id < request.Size; id++)
        {
            if (id < pieces.Count)
                entries.Add(pieces[id].Bytes, pieces[id].Score, SentencePieceVocabulary.KindOf(pieces[id]));
            else
                entries.Add($"[PAD{id}]", VocabularyRequest.PaddingScore, TokenKind.Unused);
        }

        List<int> outOfRange = [.. Enumerable.Range(request.Size, Math.Max(0, pieces.Count - request.Size))];
        foreach (JsonProperty added in files.AddedTokens.Properties())
        {
            if (((JsonElement?)added.Value).Integer() is not int id)
                continue;
            if (id >= 0 && id < request.Size)
                entries.Set(id, added.Name, VocabularyRequest.AddedScore, TokenKind.UserDefined);
            else
                outOfRange.Add(id);
        }

        return VocabularyEnd.Write(request, entries, "t5", "default", new(files, loadMerges: false, entries.Count), afterEntries: metadata =>
        {
            metadata["tokenizer.ggml.add_space_prefix"] = GgufValue.Of(files.AddDummyPrefix);
            metadata["tokenizer.ggml.remove_extra_whitespaces"] = GgufValue.Of(files.RemoveExtraWhitespaces);
            if (!files.PrecompiledCharsMap.IsEmpty)
                metadata["tokenizer.ggml.precompiled_charsmap"] = GgufValue.OfArray<byte>(files.PrecompiledCharsMap.ToArray());
        }) with
        {
            PaddedCount = Math.Max(0, request.Size - pieces.Count),
            OutOfRange = outOfRange,
        };
    }
}
