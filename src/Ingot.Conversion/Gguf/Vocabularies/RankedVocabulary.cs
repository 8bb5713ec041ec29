using System.Globalization;
using Ingot.Tensors;
using Ingot.Text;
using Ingot.Text.Tokenizers;

namespace Ingot.Conversion.Gguf.Vocabularies;

/// <summary>The vocabulary of a .tiktoken file: tokens by rank, from which the merges follow.</summary>
internal static class RankedVocabulary
{
    /// <summary>How such tokenizers cut text, as GGUF names it: their code, which is never run, all publish the same expression.</summary>
    public const string PreTokenizer = "qwen2";

    /// <summary>The vocabulary; null when there is no such file.</summary>
    public static GgufVocabulary? Build(VocabularyRequest request)
    {
        if (request.Files.RanksText is not string text)
            return null;
        FileLocation location = new(Path.Combine(request.Files.Folder, "*.tiktoken"));
        RankedTokens ranks = RankedTokens.Parse(text, location);
        string[] named = [.. request.Rules.TokensAfterRanks, .. Spare(request, ranks.Count)];
        if (ranks.Count + named.Length > request.Size)
        {
            throw new CheckpointException(
                location, $"{ranks.Count} ranks and {named.Length} tokens more do not fit {request.Size} rows of the embedding.",
                "Correct vocab_size in config.json, or take the tokenizer that belongs to this model.");
        }

        VocabularyEntries entries = new();
        foreach (byte[] token in ranks.Tokens)
            entries.Add(ByteLevelAlphabet.Encode(token), 0, TokenKind.Normal);
        foreach (string token in named)
            entries.Add(token, 0, TokenKind.Control);
        int known = entries.Count;
        for (int id = known; id < request.Size; id++)
            entries.Add($"[PAD{id}]", 0, TokenKind.Unused);

        string[] merges = [.. ranks.Merges().Select(merge => $"{ByteLevelAlphabet.Encode(merge.Left)} {ByteLevelAlphabet.Encode(merge.Right)}")];
        Dictionary<string, int> ids = named.Select((token, i) => (token, id: ranks.Count + i)).ToDictionary(entry => entry.token, entry => entry.id);
        return VocabularyEnd.Write(request, entries, "gpt2", request.Pre, new(request.Files, merges, ids)) with { PaddedCount = request.Size - known };
    }

    private static IEnumerable<string> Spare(VocabularyRequest request, int rankCount)
    {
        if (request.Rules.SpareTokenPattern is not string pattern)
            return [];
        int room = request.Size - rankCount - request.Rules.TokensAfterRanks.Count;
        int count = room >= request.Rules.SpareTokenCount ? request.Rules.SpareTokenCount : Math.Min(1, Math.Max(0, room));
        return Enumerable.Range(0, count).Select(i => pattern.Replace("{0}", i.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal));
    }
}
