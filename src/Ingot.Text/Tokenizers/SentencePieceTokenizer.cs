using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Ingot.Tensors;

namespace Ingot.Text.Tokenizers;

/// <summary>Assembles a tokenizer from SentencePiece's data, whichever file kept it.</summary>
internal static class SentencePieceTokenizer
{
    /// <summary>Builds the tokenizer of a model file.</summary>
    /// <param name="model">The model.</param>
    /// <param name="special">The ids with a meaning of their own.</param>
    /// <param name="addedTokens">Tokens a configuration adds or gives a meaning; they may lie past the pieces.</param>
    /// <param name="spaceAfterTokens">Whether text after an added token gets a space in front too.</param>
    public static Tokenizer Create(SentencePieceModel model, SpecialTokens special, IReadOnlyList<AddedToken> addedTokens, bool spaceAfterTokens)
    {
        if (model.ModelType is not (SentencePieceModelType.BytePair or SentencePieceModelType.Unigram))
        {
            throw new IngotException(model.Location, $"SentencePiece models of type {model.ModelType} cannot be run.",
                "Use a checkpoint with a byte-pair or unigram model.");
        }

        ReadOnlyMemory<byte>[] pieces = [.. model.Pieces.Select(piece => piece.Bytes)];
        TokenKind[] kinds = [.. model.Pieces.Select(piece => piece.Kind)];
        float[] scores = [.. model.Pieces.Select(piece => piece.Score)];
        int[]? byteIds = model.ByteFallback ? FindByteIds(pieces) : null;
        SentencePieceNormalizer normalizer = CreateNormalizer(pieces, kinds, model);
        return new(new()
        {
            Model = CreateModel(model.ModelType == SentencePieceModelType.Unigram, pieces, scores, kinds, byteIds, model.UnknownId),
            Table = CreateTable(pieces, kinds, addedTokens),
            Special = special,
            Normalizer = normalizer,
            NormalizerAfterToken = spaceAfterTokens ? null : normalizer.WithoutAddedSpace(),
            AddedTokens = WithControls(pieces, kinds, addedTokens),
            Prefix = special is { AddBos: true, Bos: int bos } ? [bos] : [],
            Suffix = special is { AddEos: true, Eos: int eos } ? [eos] : [],
            StripsFirstSpace = model.AddDummyPrefix && !model.TreatWhitespaceAsSuffix,
        });
    }

    /// <summary>The model that cuts prepared text.</summary>
    public static TokenModel CreateModel(bool isUnigram, IReadOnlyList<ReadOnlyMemory<byte>> pieces, IReadOnlyList<float> scores,
        IReadOnlyList<TokenKind> kinds, int[]? byteIds, int? unknownId) => isUnigram
        ? new UnigramModel(pieces, scores, kinds, byteIds, unknownId)
        : new ScoreMergeModel(pieces, scores, kinds, byteIds, unknownId);

    /// <summary>The tokens <c>&lt;0x00&gt;</c> to <c>&lt;0xFF&gt;</c>; null unless all are there.</summary>
    public static int[]? FindByteIds(IReadOnlyList<ReadOnlyMemory<byte>> pieces)
    {
        int[] ids = new int[256];
        Array.Fill(ids, -1);
        for (int id = 0; id < pieces.Count; id++)
        {
            if (ByteOf(pieces[id].Span) is int value && ids[value] < 0)
                ids[value] = id;
        }

        return ids.Contains(-1) ? null : ids;
    }

    /// <summary>The byte a piece such as <c>&lt;0x0A&gt;</c> stands for; null when it is another kind of piece.</summary>
    public static int? ByteOf(ReadOnlySpan<byte> piece) => piece.Length == 6 && piece.StartsWith("<0x"u8) && piece[5] == '>'
        && int.TryParse(piece[3..5], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int value) ? value : null;

    /// <summary>What each id prints: U+2581 as a space, byte tokens as bytes, the rest as written.</summary>
    public static TokenTable CreateTable(IReadOnlyList<ReadOnlyMemory<byte>> pieces, IReadOnlyList<TokenKind> kinds,
        IReadOnlyList<AddedToken> addedTokens)
    {
        int size = Math.Max(pieces.Count, addedTokens.Select(token => token.Id + 1).DefaultIfEmpty().Max());
        byte[]?[] bytes = new byte[size][];
        bool[] isSpecial = new bool[size];
        for (int id = 0; id < pieces.Count; id++)
        {
            isSpecial[id] = kinds[id] is TokenKind.Control or TokenKind.Unknown;
            bytes[id] = kinds[id] == TokenKind.Byte && ByteOf(pieces[id].Span) is int value ? [(byte)value]
                : isSpecial[id] ? pieces[id].ToArray()
                : WithSpaces(pieces[id].Span);
        }

        foreach (AddedToken token in addedTokens)
        {
            bytes[token.Id] = WithSpaces(Encoding.UTF8.GetBytes(token.Content));
            isSpecial[token.Id] = token.IsSpecial;
        }

        return new(ImmutableArray.Create(bytes), ImmutableArray.Create(isSpecial));
    }

    /// <summary>Added tokens and, as special ones, the control pieces no added token names.</summary>
    public static IReadOnlyList<AddedToken> WithControls(IReadOnlyList<ReadOnlyMemory<byte>> pieces, IReadOnlyList<TokenKind> kinds,
        IReadOnlyList<AddedToken> addedTokens)
    {
        HashSet<int> named = [.. addedTokens.Select(token => token.Id)];
        IEnumerable<AddedToken> controls = Enumerable.Range(0, pieces.Count)
            .Where(id => kinds[id] is TokenKind.Control or TokenKind.Unknown && !named.Contains(id))
            .Select(id => new AddedToken { Id = id, Content = Encoding.UTF8.GetString(pieces[id].Span), IsSpecial = true });
        return [.. addedTokens, .. controls];
    }

    private static SentencePieceNormalizer CreateNormalizer(ReadOnlyMemory<byte>[] pieces, TokenKind[] kinds, SentencePieceModel model) => new()
    {
        Map = model.PrecompiledCharsMap.IsEmpty ? null : CharacterMap.Parse(model.PrecompiledCharsMap, model.Location),
        UserDefined = UserDefined(pieces, kinds),
        AddsSpace = model.AddDummyPrefix,
        SpaceIsSuffix = model.TreatWhitespaceAsSuffix,
        RemovesExtraSpaces = model.RemoveExtraWhitespaces,
        EscapesSpaces = model.EscapeWhitespaces,
    };

    /// <summary>The user-defined pieces, for finding them in text.</summary>
    public static ByteTrie UserDefined(IReadOnlyList<ReadOnlyMemory<byte>> pieces, IReadOnlyList<TokenKind> kinds) => new(
        pieces.Select((piece, id) => (piece, id)).Where(entry => kinds[entry.id] == TokenKind.UserDefined));

    private static byte[] WithSpaces(ReadOnlySpan<byte> piece)
    {
        List<byte> bytes = new(piece.Length);
        while (!piece.IsEmpty)
        {
            bool mark = piece.StartsWith("▁"u8);
            bytes.Add(mark ? (byte)' ' : piece[0]);
            piece = piece[(mark ? 3 : 1)..];
        }

        return [.. bytes];
    }
}
