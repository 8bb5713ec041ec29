using System.Buffers;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Ingot.Text.Tokenizers;

namespace Ingot.Text.Tests.Tokenizers;

public sealed class RoundTripTests
{
    private static readonly EncodeOptions Plain = new() { AddSpecial = false };

    [Fact]
    public void ByteLevel_GivesAnyTextBack() => Check(HuggingFaceFolder.Load(TestFiles.Golden("conformance", "llama-3", "model")), writesSpacesAsMarks: false);

    [Fact]
    public void SentencePiece_GivesAnyTextBack() => Check(HuggingFaceFolder.Load(TestFiles.InRepository("samples", "internlm2-tiny")), writesSpacesAsMarks: true);

    [Theory, InlineData("llama-3"), InlineData("internlm2")]
    public void LoneSurrogates_BecomeTheReplacementCharacter(string name)
    {
        ITokenizer tokenizer = HuggingFaceFolder.Load(TestFiles.Golden("conformance", name, "model"));
        Assert.Equal("a\uFFFDb\uFFFD", tokenizer.Decode(tokenizer.Encode("a\uD800b\uDC00", Plain)));
    }

    [Fact]
    public void AppendBytes_StreamsCharactersInParts()
    {
        ITokenizer tokenizer = HuggingFaceFolder.Load(TestFiles.InRepository("samples", "internlm2-tiny"));
        IReadOnlyList<int> ids = tokenizer.Encode("x \U0001F680 y", Plain);
        ArrayBufferWriter<byte> writer = new();
        foreach (int id in ids)
            tokenizer.AppendBytes(id, writer);
        Assert.True(ids.Count > 5);
        Assert.Equal(" x \U0001F680 y", Encoding.UTF8.GetString(writer.WrittenSpan));
    }

    [Fact]
    public void IdsBeyondTheVocabulary_PrintNothing_AndNegativeOnesAreRefused()
    {
        ITokenizer tokenizer = HuggingFaceFolder.Load(TestFiles.InRepository("samples", "internlm2-tiny"));
        Assert.Equal("", tokenizer.Decode([tokenizer.VocabularySize, int.MaxValue]));
        Assert.Throws<ArgumentOutOfRangeException>(() => tokenizer.Decode([-1]));
    }

    /// <summary>A million characters that no rule cuts: candidates taken from the heap stay a small multiple of the text.</summary>
    [Theory]
    [InlineData("conformance/llama-3/model", 'e')]
    [InlineData("conformance/llama/model", 'e')]
    [InlineData("conformance/tinyllama/model", 'a')]
    [InlineData("conformance/qwen2/model", ' ')]
    public void OneLongWord_TakesStepsInProportion(string folder, char letter)
    {
        Tokenizer tokenizer = (Tokenizer)HuggingFaceFolder.Load(TestFiles.Golden(folder.Split('/')));
        const int Length = 1 << 20;
        ModelScratch scratch = new();
        List<int> ids = tokenizer.Encode(new string(letter, Length), Plain, scratch);
        Assert.InRange(scratch.MergeSteps, 0, 4L * Length);
        Assert.Equal(Length, tokenizer.Decode(ids).Length);
    }

    [Theory, InlineData("llama-3"), InlineData("llama"), InlineData("qwen2"), InlineData("tinyllama")]
    public void AMegabyteOfProse_ComesBack(string name)
    {
        ITokenizer tokenizer = HuggingFaceFolder.Load(TestFiles.Golden("conformance", name, "model"));
        string page = File.ReadAllText(TestFiles.Golden("models", "eval.txt"));
        StringBuilder text = new();
        while (text.Length < 1 << 20)
            _ = text.Append(page);
        Assert.Equal(text.ToString(), tokenizer.Decode(tokenizer.Encode(text.ToString(), Plain)));
    }

    private static void Check(ITokenizer tokenizer, bool writesSpacesAsMarks)
    {
        // Strings of FsCheck are mostly ASCII; runes reach every plane.
        Gen<string> runes = Gen.Choose(0, 0x10FFFF).Where(point => point is < 0xD800 or > 0xDFFF).Select(char.ConvertFromUtf32)
            .ListOf().Select(string.Concat);
        Gen<string> texts = Gen.OneOf(runes, Gen.Elements(" ", "  ", "\0", "\r\n", "a", "\u0301", "\u200D", "\u2581x").ListOf().Select(string.Concat));
        Prop.ForAll(texts.ToArbitrary(), text =>
        {
            // SentencePiece writes spaces as U+2581, so that character comes back as a space.
            string expected = writesSpacesAsMarks ? text.Replace('\u2581', ' ') : text;
            return tokenizer.Decode(tokenizer.Encode(text, Plain)) == expected;
        }).QuickCheckThrowOnFailure();
    }
}
