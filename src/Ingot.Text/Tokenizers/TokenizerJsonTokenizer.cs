using System.Text;

namespace Ingot.Text.Tokenizers;

/// <summary>Assembles a tokenizer from a tokenizer file.</summary>
internal static class TokenizerJsonTokenizer
{
    /// <summary>Builds it.</summary>
    /// <param name="json">The file.</param>
    /// <param name="special">The ids with a meaning of their own; what surrounds a text is the file's unless flags below say otherwise.</param>
    /// <param name="addedTokens">Tokens a configuration names besides the file's own.</param>
    /// <param name="addBos">Whether the begin token goes first; null when the file's post-processor decides.</param>
    /// <param name="addEos">Whether the end token goes last; null when the file's post-processor decides.</param>
    public static Tokenizer Create(TokenizerJson json, SpecialTokens special, IReadOnlyList<AddedToken> addedTokens, bool? addBos, bool? addEos)
    {
        TokenizerJsonDecoding decoding = new(json.Root.Child("decoder"));
        (List<int> prefix, List<int> suffix) = TokenizerJsonFrame.Read(json.Root.Child("post_processor"), json.Tokens.Length);
        Adjust(prefix, addBos, special.Bos);
        Adjust(suffix, addEos, special.Eos);
        Dictionary<int, AddedToken> tokens = [];
        foreach (AddedToken token in (IEnumerable<AddedToken>)[.. json.AddedTokens, .. addedTokens])
            tokens[token.Id] = token;
        TokenTable table = decoding.CreateTable(json, tokens);
        return new(new()
        {
            Model = CreateModel(json),
            Table = table,
            Special = special with
            {
                AddBos = special.Bos is int bos && prefix.Contains(bos),
                AddEos = special.Eos is int eos && suffix.Contains(eos),
            },
            Normalizer = json.Root.Child("normalizer") is JsonPlace normalizer ? TokenizerJsonSteps.CreateNormalizer(normalizer) : null,
            PreTokenizer = json.Root.Child("pre_tokenizer") is JsonPlace splitter ? TokenizerJsonSteps.CreatePreTokenizer(splitter) : null,
            AddedTokens = [.. tokens.Values],
            Prefix = prefix,
            Suffix = suffix,
            StripsFirstSpace = decoding.StripsFirstSpace,
        });
    }

    private static void Adjust(List<int> ids, bool? wanted, int? token)
    {
        if (token is not int id)
            return;
        if (wanted == true && !ids.Contains(id))
            ids.Add(id);
        else if (wanted == false)
            ids.Remove(id);
    }

    private static TokenModel CreateModel(TokenizerJson json)
    {
        ReadOnlyMemory<byte>[] pieces = [.. json.Tokens.Take(json.ModelIds).Select(token => (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(token ?? ""))];
        int[]? byteIds = json.ByteFallback ? SentencePieceTokenizer.FindByteIds(pieces) : null;
        if (json.ModelType == "Unigram")
        {
            TokenKind[] kinds = [.. pieces.Select((_, id) => id == json.UnknownId ? TokenKind.Unknown : TokenKind.Normal)];
            return new UnigramModel(pieces, json.Scores, kinds, byteIds, json.UnknownId);
        }

        ByteVocabulary ids = new(pieces.Length);
        for (int id = 0; id < pieces.Length; id++)
        {
            if (json.Tokens[id] is not null)
                _ = ids.TryAdd(pieces[id].Span, id);
        }

        if (json.ModelType == "WordPiece")
        {
            string prefix = json.Model.String("continuing_subword_prefix") ?? "##";
            return new WordPieceModel(ids, new(ReadOnlyMemory<byte>.Empty, Encoding.UTF8.GetBytes(prefix)), json.UnknownId,
                json.Model.Integer("max_input_chars_per_word") ?? 100);
        }

        return new PairMergeModel(ids, ReadMerges(json, ids),
            new() { IgnoreMerges = json.IgnoreMerges, ByteIds = byteIds, UnknownId = json.UnknownId, FuseUnknown = json.FuseUnknown });
    }

    private static Dictionary<(int Left, int Right), (int Rank, int Id)> ReadMerges(TokenizerJson json, ByteVocabulary ids)
    {
        Dictionary<(int Left, int Right), (int Rank, int Id)> merges = new(json.Merges.Length);
        for (int rank = 0; rank < json.Merges.Length; rank++)
        {
            (string left, string right) = json.Merges[rank];
            // Of a pair that is listed twice the later rank counts in the reference.
            merges[(Id(left), Id(right))] = (rank, Id(left + right));
        }

        return merges;

        int Id(string token) => ids.TryGet(Encoding.UTF8.GetBytes(token), out int id) ? id
            : throw json.Model.Wrong($"has a merge that names '{token}', which is not in its vocabulary");
    }
}
