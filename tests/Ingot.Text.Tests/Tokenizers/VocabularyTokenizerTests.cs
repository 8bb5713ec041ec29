using System.Globalization;
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
}
