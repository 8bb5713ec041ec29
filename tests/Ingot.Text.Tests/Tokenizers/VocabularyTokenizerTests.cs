using System.Globalization;
using Ingot.Tensors;
using Ingot.Text.Tokenizers;

namespace Ingot.Text.Tests.Tokenizers;

public sealed class VocabularyTokenizerTests
{
    [ReferenceTheory("golden", "tokenizers")]
    [InlineData("llama-spm")]
    [InlineData("phi-3")]
    [InlineData("gpt-2")]
    [InlineData("mpt")]
    [InlineData("deepseek-llm")]
    [InlineData("bert-bge")]
    public void Encode_GivesTheReferenceIds_ForEveryGoldenText(string name)
    {
        string path = TestFiles.Reference("golden", "tokenizers", name + ".gguf")!;
        ITokenizer tokenizer = VocabularyTokenizer.Create(GgufVocabulary.Read(path));
        string[] texts = File.ReadAllText(path + ".inp").Split("\n__ggml_vocab_test__\n");
        string[] expected = File.ReadAllLines(path + ".out");
        List<string> differences = [];
        for (int i = 0; i < expected.Length; i++)
        {
            int[] ids = [.. expected[i].Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(id => int.Parse(id, CultureInfo.InvariantCulture))];
            IReadOnlyList<int> actual = tokenizer.Encode(texts[i], new() { AddSpecial = false });
            if (!ids.SequenceEqual(actual))
                differences.Add($"'{texts[i]}': expected {string.Join(' ', ids)}, got {string.Join(' ', actual)}");
        }

        Assert.NotEmpty(expected);
        Assert.True(differences.Count == 0, string.Join('\n', differences));
    }

    [ReferenceTheory("golden", "tokenizers")]
    [InlineData("llama-spm")]
    [InlineData("phi-3")]
    [InlineData("gpt-2")]
    [InlineData("mpt")]
    [InlineData("deepseek-llm")]
    public void Decode_GivesTheTextBack_ForEveryGoldenText(string name)
    {
        string path = TestFiles.Reference("golden", "tokenizers", name + ".gguf")!;
        ITokenizer tokenizer = VocabularyTokenizer.Create(GgufVocabulary.Read(path));
        foreach (string text in File.ReadAllText(path + ".inp").Split("\n__ggml_vocab_test__\n"))
            Assert.Equal(text, tokenizer.Decode(tokenizer.Encode(text, new() { AddSpecial = false })));
    }

    [Fact]
    public void Create_NamesWhatItDoesNotKnow_AndListsThatContradict()
    {
        Vocabulary vocabulary = new() { Model = "gpt2", Pre = "gpt-2", Tokens = [(byte[])[(byte)'a'], (byte[])[(byte)'b']] };
        Assert.NotNull(VocabularyTokenizer.Create(vocabulary));
        Assert.Contains("'klingon'", Refusal(vocabulary with { Pre = "klingon" }), StringComparison.Ordinal);
        Assert.Contains("'rwkv'", Refusal(vocabulary with { Model = "rwkv" }), StringComparison.Ordinal);
        Assert.Contains("scores", Refusal(vocabulary with { Scores = [1] }), StringComparison.Ordinal);
        Assert.Contains("token_type", Refusal(vocabulary with { Kinds = [TokenKind.Normal] }), StringComparison.Ordinal);
        Assert.Contains("merges[0]", Refusal(vocabulary with { Merges = ["ab"] }), StringComparison.Ordinal);

        static string Refusal(Vocabulary vocabulary) => Assert.Throws<IngotException>(() => VocabularyTokenizer.Create(vocabulary)).Message;
    }

    /// <summary>What an InternLM2 model file and the same vocabulary out of a GGUF make of texts.</summary>
    [Fact]
    public void Create_AgreesWithTheModelFile_TheVocabularyCameFrom()
    {
        string folder = TestFiles.InRepository("samples", "internlm2-tiny");
        SentencePieceModel model = SentencePieceModel.Parse(File.ReadAllBytes(Path.Combine(folder, "tokenizer.model")), new("tokenizer.model"));
        ITokenizer own = HuggingFaceFolder.Load(folder);
        ITokenizer read = VocabularyTokenizer.Create(new()
        {
            Model = "llama",
            Tokens = [.. model.Pieces.Select(piece => piece.Bytes)],
            Scores = [.. model.Pieces.Select(piece => piece.Score)],
            Kinds = [.. model.Pieces.Select(piece => piece.Kind)],
            AddSpacePrefix = model.AddDummyPrefix,
            Special = own.Special,
        });
        foreach (string text in (string[])["", "who are you", "  two  spaces", "a\0b \U0001F680", "<|im_start|>user\nhi<|im_end|>\n"])
        {
            foreach (bool parseSpecial in (bool[])[false, true])
                Assert.Equal(own.Encode(text, new() { ParseSpecial = parseSpecial }), read.Encode(text, new() { ParseSpecial = parseSpecial }));
            Assert.Equal(text, read.Decode(read.Encode(text), skipSpecial: true));
        }
    }
}
