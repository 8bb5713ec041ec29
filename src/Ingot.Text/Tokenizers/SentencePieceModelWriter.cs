using System.Buffers.Binary;

namespace Ingot.Text.Tokenizers;

/// <summary>Writes a vocabulary as a SentencePiece model file, <c>tokenizer.model</c>.</summary>
/// <remarks>Source: sentencepiece_model.proto, messages ModelProto, TrainerSpec and NormalizerSpec. The same vocabulary gives the same bytes.</remarks>
public static class SentencePieceModelWriter
{
    private const int BytePairEncoding = 2;

    /// <summary>The file's bytes.</summary>
    /// <param name="vocabulary">A vocabulary of kind <c>llama</c>: pieces with scores.</param>
    /// <param name="count">How many of its entries, from the first on, are pieces of the model.</param>
    public static byte[] Write(Vocabulary vocabulary, int count)
    {
        ArgumentNullException.ThrowIfNull(vocabulary);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, vocabulary.Tokens.Length);
        int? unknown = Unknown(vocabulary);
        List<byte> file = [];
        Span<byte> score = stackalloc byte[sizeof(float)];
        for (int id = 0; id < count; id++)
        {
            List<byte> piece = [];
            AddBytes(piece, 1, vocabulary.Tokens[id].Span);
            BinaryPrimitives.WriteSingleLittleEndian(score, vocabulary.Scores.IsEmpty ? 0 : vocabulary.Scores[id]);
            piece.Add((2 << 3) | 5);
            piece.AddRange(score);
            TokenKind kind = vocabulary.Kinds.IsEmpty ? TokenKind.Normal : vocabulary.Kinds[id];
            // A model has one unknown piece, whatever an added token of that name made of it.
            kind = id == unknown ? TokenKind.Unknown : kind == TokenKind.Unknown ? TokenKind.Control : kind;
            if (kind != TokenKind.Normal)
                AddVarint(piece, 3, (ulong)kind);
            AddBytes(file, 1, [.. piece]);
        }

        AddBytes(file, 2, Trainer(vocabulary, count, unknown));
        AddBytes(file, 3, Normalizer(vocabulary));
        return [.. file];
    }

    private static byte[] Trainer(Vocabulary vocabulary, int count, int? unknown)
    {
        SpecialTokens special = vocabulary.Special;
        List<byte> message = [];
        AddVarint(message, 3, BytePairEncoding);
        AddVarint(message, 4, (ulong)count);
        AddVarint(message, 35, vocabulary.Kinds.Contains(TokenKind.Byte) ? 1UL : 0);
        // An absent id is -1, which this encoding writes as 64 bits.
        (int Field, int? Id)[] ids = [(40, unknown), (41, special.Bos), (42, special.Eos), (43, special.Pad)];
        foreach ((int field, int? id) in ids)
            AddVarint(message, field, unchecked((ulong)(long)(id < count ? id.Value : -1)));
        foreach ((int field, int? id) in ids.Where(entry => entry.Id < count))
            AddBytes(message, field + 5, vocabulary.Tokens[id!.Value].Span);
        return [.. message];
    }

    private static byte[] Normalizer(Vocabulary vocabulary)
    {
        List<byte> message = [];
        AddBytes(message, 1, vocabulary.PrecompiledCharsMap.IsEmpty ? "identity"u8 : "user_defined"u8);
        if (!vocabulary.PrecompiledCharsMap.IsEmpty)
            AddBytes(message, 2, vocabulary.PrecompiledCharsMap.Span);
        AddVarint(message, 3, vocabulary.AddSpacePrefix ?? true ? 1UL : 0);
        AddVarint(message, 4, vocabulary.RemoveExtraWhitespaces ?? false ? 1UL : 0);
        AddVarint(message, 5, 1);
        return [.. message];
    }

    private static int? Unknown(Vocabulary vocabulary)
    {
        if (vocabulary.Special.Unknown is int stated)
            return stated;
        int named = Array.FindIndex([.. vocabulary.Tokens], token => token.Span.SequenceEqual("<unk>"u8));
        int found = named >= 0 ? named : vocabulary.Kinds.IndexOf(TokenKind.Unknown);
        return found >= 0 ? found : null;
    }

    private static void AddVarint(List<byte> message, int field, ulong value)
    {
        AddRaw(message, (ulong)field << 3);
        AddRaw(message, value);
    }

    private static void AddBytes(List<byte> message, int field, ReadOnlySpan<byte> bytes)
    {
        AddRaw(message, ((ulong)field << 3) | 2);
        AddRaw(message, (ulong)bytes.Length);
        message.AddRange(bytes);
    }

    private static void AddRaw(List<byte> message, ulong value)
    {
        for (; value >= 0x80; value >>= 7)
            message.Add((byte)(value | 0x80));
        message.Add((byte)value);
    }
}
