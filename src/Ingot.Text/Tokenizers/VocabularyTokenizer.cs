using System.Collections.Immutable;
using System.Text;
using Ingot.Tensors;
using Ingot.Text.Unicode;

namespace Ingot.Text.Tokenizers;

/// <summary>Tokenizers from what a GGUF keeps.</summary>
/// <remarks>
/// They do what llama.cpp does with the same keys, so that text encodes alike here and there: no Unicode normalization before a
/// byte-level BPE, a space in front of text after every token of a SentencePiece model, WordPiece by bytes.
/// </remarks>
public static class VocabularyTokenizer
{
    /// <summary>Builds the tokenizer of a vocabulary.</summary>
    /// <exception cref="IngotException">The model or pre-tokenizer is not known, or the lists contradict each other.</exception>
    public static ITokenizer Create(Vocabulary vocabulary)
    {
        ArgumentNullException.ThrowIfNull(vocabulary);
        Check(vocabulary);
        TokenKind[] kinds = vocabulary.Kinds.IsEmpty
            ? [.. Enumerable.Repeat(TokenKind.Normal, vocabulary.Tokens.Length)] : [.. vocabulary.Kinds.Take(vocabulary.Tokens.Length)];
        return vocabulary.Model switch
        {
            "llama" or "t5" => CreateSentencePiece(vocabulary, kinds),
            "gpt2" => CreateBytePair(vocabulary, kinds),
            "bert" => CreateWordPiece(vocabulary, kinds),
            string other => throw Wrong("tokenizer.ggml.model", $"The tokenizer model '{other}' is not known.",
                "Known are llama, gpt2, bert and t5; convert the model with another tokenizer."),
        };
    }

    private static Tokenizer CreateSentencePiece(Vocabulary vocabulary, TokenKind[] kinds)
    {
        bool isUnigram = vocabulary.Model == "t5";
        float[] scores = vocabulary.Scores.IsEmpty ? new float[vocabulary.Tokens.Length] : [.. vocabulary.Scores];
        // A byte token is one by its kind; files without kinds have it by its spelling.
        bool hasBytes = vocabulary.Kinds.IsEmpty || kinds.Contains(TokenKind.Byte);
        int[]? byteIds = hasBytes ? SentencePieceTokenizer.FindByteIds(vocabulary.Tokens) : null;
        bool addsSpace = vocabulary.AddSpacePrefix ?? true;
        SentencePieceNormalizer normalizer = new()
        {
            Map = vocabulary.PrecompiledCharsMap.IsEmpty ? null : CharacterMap.Parse(vocabulary.PrecompiledCharsMap, Place),
            UserDefined = SentencePieceTokenizer.UserDefined(vocabulary.Tokens, kinds),
            AddsSpace = addsSpace,
            RemovesExtraSpaces = isUnigram && vocabulary.RemoveExtraWhitespaces == true,
            EscapesSpaces = true,
        };
        return new(new()
        {
            Model = SentencePieceTokenizer.CreateModel(isUnigram, vocabulary.Tokens, scores, kinds, byteIds, vocabulary.Special.Unknown),
            Table = SentencePieceTokenizer.CreateTable(vocabulary.Tokens, kinds, []),
            Special = vocabulary.Special,
            Normalizer = normalizer,
            AddedTokens = Markup(vocabulary, kinds),
            Prefix = Begin(vocabulary.Special),
            Suffix = End(vocabulary.Special),
            StripsFirstSpace = addsSpace,
        });
    }

    private static Tokenizer CreateBytePair(Vocabulary vocabulary, TokenKind[] kinds)
    {
        PreTokenizerSpec spec = PreTokenizers.Find(vocabulary.Pre) ?? throw Wrong("tokenizer.ggml.pre",
            $"The pre-tokenizer '{vocabulary.Pre}' is not known.", "Choose one that is known with --pre NAME.");
        ByteVocabulary ids = new(vocabulary.Tokens.Length);
        for (int id = 0; id < vocabulary.Tokens.Length; id++)
            _ = ids.TryAdd(vocabulary.Tokens[id].Span, id);
        byte[]?[] bytes = new byte[vocabulary.Tokens.Length][];
        bool[] isSpecial = [.. kinds.Select(kind => kind is TokenKind.Control or TokenKind.Unknown)];
        for (int id = 0; id < bytes.Length; id++)
        {
            bytes[id] = kinds[id] is TokenKind.Normal or TokenKind.Unused
                ? ByteLevelAlphabet.Decode(vocabulary.Tokens[id].Span) : vocabulary.Tokens[id].ToArray();
        }

        List<PreTokenizer> steps = [.. spec.Expressions.Select(expression =>
            new PatternSplitter(SplitPattern.Of(CodePointExpression.Parse(expression)), SplitBehavior.Isolated))];
        steps.Add(new ByteLevelSplitter(addPrefixSpace: vocabulary.AddSpacePrefix == true, useExpression: false));
        return new(new()
        {
            Model = new PairMergeModel(ids, ReadMerges(vocabulary.Merges, ids), new() { IgnoreMerges = spec.IgnoresMerges }),
            Table = new(ImmutableArray.Create(bytes), ImmutableArray.Create(isSpecial)),
            Special = vocabulary.Special,
            PreTokenizer = new PreTokenizerSequence(steps),
            AddedTokens = Markup(vocabulary, kinds),
            Prefix = Begin(vocabulary.Special),
            Suffix = End(vocabulary.Special),
        });
    }

    private static Tokenizer CreateWordPiece(Vocabulary vocabulary, TokenKind[] kinds)
    {
        ByteVocabulary ids = new(vocabulary.Tokens.Length);
        byte[]?[] bytes = new byte[vocabulary.Tokens.Length][];
        bool[] isSpecial = [.. kinds.Select(kind => kind is TokenKind.Control or TokenKind.Unknown)];
        for (int id = 0; id < vocabulary.Tokens.Length; id++)
        {
            ReadOnlySpan<byte> token = vocabulary.Tokens[id].Span;
            _ = ids.TryAdd(token, id);
            bytes[id] = token.StartsWith("▁"u8) ? [(byte)' ', .. token[3..]] : token.ToArray();
        }

        return new(new()
        {
            Model = new WordPieceModel(ids, new("▁"u8.ToArray(), ReadOnlyMemory<byte>.Empty), vocabulary.Special.Unknown, maximumCharacters: null),
            Table = new(ImmutableArray.Create(bytes), ImmutableArray.Create(isSpecial)),
            Special = vocabulary.Special,
            Normalizer = BertSteps.Normalizer(clean: true, spaceIdeographs: true, stripAccents: true, lowercase: true),
            PreTokenizer = BertSteps.PreTokenizer,
            AddedTokens = Markup(vocabulary, kinds),
            Prefix = Begin(vocabulary.Special),
            Suffix = End(vocabulary.Special),
            StripsFirstSpace = true,
        });
    }

    /// <summary>Ranks by pairs of ids. A merge of or into something that is no token can never show in the result and is left out.</summary>
    private static Dictionary<(int Left, int Right), (int Rank, int Id)> ReadMerges(ImmutableArray<string> merges, ByteVocabulary ids)
    {
        Dictionary<(int Left, int Right), (int Rank, int Id)> ranks = new(merges.Length);
        for (int rank = 0; rank < merges.Length; rank++)
        {
            string merge = merges[rank];
            int space = merge.Length > 1 ? merge.IndexOf(' ', 1) : -1;
            if (space < 0)
                throw Wrong($"tokenizer.ggml.merges[{rank}]", $"The merge '{merge}' does not name two tokens.", "Convert the model again.");
            string left = merge[..space], right = merge[(space + 1)..];
            if (ids.TryGet(Encoding.UTF8.GetBytes(left), out int leftId) && ids.TryGet(Encoding.UTF8.GetBytes(right), out int rightId)
                && ids.TryGet(Encoding.UTF8.GetBytes(left + right), out int id))
                _ = ranks.TryAdd((leftId, rightId), (rank, id));
        }

        return ranks;
    }

    private static AddedToken[] Markup(Vocabulary vocabulary, TokenKind[] kinds) =>
    [
        .. Enumerable.Range(0, kinds.Length)
            .Where(id => kinds[id] is TokenKind.Control or TokenKind.Unknown or TokenKind.UserDefined)
            .Select(id => new AddedToken
            {
                Id = id,
                Content = Encoding.UTF8.GetString(vocabulary.Tokens[id].Span),
                IsSpecial = kinds[id] != TokenKind.UserDefined,
            }),
    ];

    private static int[] Begin(SpecialTokens special) => special is { AddBos: true, Bos: int bos } ? [bos] : [];

    private static int[] End(SpecialTokens special) => special is { AddEos: true, Eos: int eos } ? [eos] : [];

    private static readonly FileLocation Place = new("vocabulary");

    private static void Check(Vocabulary vocabulary)
    {
        int count = vocabulary.Tokens.Length;
        if (!vocabulary.Scores.IsEmpty && vocabulary.Scores.Length < count)
            throw Wrong("tokenizer.ggml.scores", $"There are {count:N0} tokens but {vocabulary.Scores.Length:N0} scores.", "Convert the model again.");
        if (!vocabulary.Kinds.IsEmpty && vocabulary.Kinds.Length < count)
            throw Wrong("tokenizer.ggml.token_type", $"There are {count:N0} tokens but {vocabulary.Kinds.Length:N0} kinds.", "Convert the model again.");
    }

    private static IngotException Wrong(string item, string problem, string remedy) => new(Place with { Item = item }, problem, remedy);
}
