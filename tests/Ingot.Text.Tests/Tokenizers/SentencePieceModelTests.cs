using System.Buffers.Binary;
using Ingot.Tensors;
using Ingot.Text.Tokenizers;

namespace Ingot.Text.Tests.Tokenizers;

public sealed class SentencePieceModelTests
{
    private static readonly FileLocation Place = new("tokenizer.model");

    [Fact]
    public void Parse_ReadsPiecesAndSettings()
    {
        SentencePieceModel model = SentencePieceModel.Parse(
            File.ReadAllBytes(TestFiles.InRepository("samples", "internlm2-tiny", "tokenizer.model")), Place);
        Assert.Equal(SentencePieceModelType.BytePair, model.ModelType);
        Assert.True(model.ByteFallback);
        Assert.Equal((1, 2, 0), (model.BosId, model.EosId, model.UnknownId));
        Assert.Equal("\0"u8.ToArray(), model.Pieces[3].Bytes.ToArray());
        Assert.Equal(TokenKind.Control, model.Pieces[1].Kind);
        Assert.Equal(256, model.Pieces.Count(piece => piece.Kind == TokenKind.Byte));
    }

    [Fact]
    public void Parse_RefusesEveryTruncation_OrReadsWhatIsLeft()
    {
        byte[] whole = Message(1, Piece("a", 0, 1));
        for (int length = 0; length < whole.Length; length++)
            Assert.Throws<CheckpointException>(() => SentencePieceModel.Parse(whole.AsMemory(0, length), Place));
        _ = Assert.Single(SentencePieceModel.Parse(whole, Place).Pieces);
    }

    [Theory]
    [InlineData(new byte[] { 0x0A, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F })]
    [InlineData(new byte[] { 0x0A, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x01 })]
    [InlineData(new byte[] { 0x0A, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF })]
    [InlineData(new byte[] { 0x0A, 0x7F })]
    [InlineData(new byte[] { 0x00 })]
    [InlineData(new byte[] { 0x0B })]
    [InlineData(new byte[] { 0x0F })]
    [InlineData(new byte[] { })]
    public void Parse_RefusesLengthsAndTagsThatCannotBe(byte[] proto) =>
        Assert.Contains("tokenizer.model", Assert.Throws<CheckpointException>(() => SentencePieceModel.Parse(proto, Place)).Message, StringComparison.Ordinal);

    [Fact]
    public void Parse_RefusesKindsScoresAndPiecesThatContradict()
    {
        Assert.Throws<CheckpointException>(() => SentencePieceModel.Parse(Message(1, Piece("a", 0, 9)), Place));
        Assert.Throws<CheckpointException>(() => SentencePieceModel.Parse(Message(1, Piece("a", float.NaN, 1)), Place));
        Assert.Throws<CheckpointException>(() => SentencePieceModel.Parse((byte[])[.. Message(1, Piece("a", 0, 1)), .. Message(1, Piece("a", 0, 1))], Place));
    }

    [Theory]
    [InlineData(new byte[] { 1 })]
    [InlineData(new byte[] { 0xFF, 0xFF, 0xFF, 0xFF, 1, 2, 3, 4 })]
    [InlineData(new byte[] { 3, 0, 0, 0, 1, 2, 3 })]
    [InlineData(new byte[] { 0, 0, 0, 0 })]
    public void Load_RefusesACharacterMapWhoseSizesLie(byte[] map)
    {
        byte[] proto = [.. Message(1, Piece("a", 0, 1)), .. Message(3, Message(2, map))];
        Assert.Throws<CheckpointException>(() => HuggingFaceTokenizer.Load(new() { Folder = "x", SentencePieceModel = proto }));
    }

    [Fact]
    public void Encode_SurvivesACharacterMapOfNoise()
    {
        Random random = new(1);
        for (int round = 0; round < 200; round++)
        {
            byte[] map = new byte[4 + 256 * 4 + 16];
            random.NextBytes(map);
            BinaryPrimitives.WriteInt32LittleEndian(map, 256 * 4);
            byte[] proto = [.. Message(1, Piece("<unk>", 0, 2)), .. Message(1, Piece("a", -1, 1)), .. Message(3, Message(2, map))];
            Assert.NotNull(HuggingFaceTokenizer.Load(new() { Folder = "x", SentencePieceModel = proto }).Encode("abc äöü 漢字"));
        }
    }

    [Fact]
    public void Encode_MatchesUserDefinedPiecesFirst_AndNeverWritesControlOrUnusedOnes()
    {
        byte[] proto =
        [
            .. Message(1, Piece("<unk>", 0, 2)), .. Message(1, Piece("ab", 0, 4)), .. Message(1, Piece("a", -1, 1)), .. Message(1, Piece("b", -2, 1)),
            .. Message(1, Piece("bc", -3, 1)), .. Message(1, Piece("c", -4, 1)), .. Message(1, Piece("cc", -5, 5)), .. Message(1, Piece("d", -6, 3)),
            .. Message(2, [0x18, 2]), .. Message(3, [0x18, 0, 0x20, 0, 0x28, 1]),
        ];
        ITokenizer tokenizer = HuggingFaceTokenizer.Load(new() { Folder = "x", SentencePieceModel = proto });
        EncodeOptions options = new() { AddSpecial = false };
        Assert.Equal([1, 5], tokenizer.Encode("abc", options));
        Assert.Equal([5, 5], tokenizer.Encode("cc", options));
        Assert.Equal([0], tokenizer.Encode("d", options));
        Assert.Equal([7], tokenizer.Encode("d", new() { AddSpecial = false, ParseSpecial = true }));
    }

    private static byte[] Piece(string text, float score, byte kind)
    {
        byte[] bits = new byte[4];
        BinaryPrimitives.WriteSingleLittleEndian(bits, score);
        return [.. Message(1, System.Text.Encoding.UTF8.GetBytes(text)), 0x15, .. bits, 0x18, kind];
    }

    private static byte[] Message(int field, ReadOnlySpan<byte> content)
    {
        List<byte> bytes = [(byte)(field << 3 | 2)];
        int length = content.Length;
        for (; length >= 0x80; length >>= 7)
            bytes.Add((byte)(length | 0x80));
        bytes.Add((byte)length);
        return [.. bytes, .. content];
    }
}
