using Ingot.Tensors;
using Ingot.Text.Tokenizers;

namespace Ingot.Text.Tests.Tokenizers;

/// <summary>Tokenizer files that were damaged: read, or refused with our error, in little memory.</summary>
public sealed class FuzzTests
{
    private static readonly FileLocation location = new("damaged");

    [Fact]
    public void SentencePieceModel_IsReadOrRefused() => Fuzzing.Run(
        [.. new[] { "llama", "internlm2" }.Select(name => File.ReadAllBytes(TestFiles.Golden("conformance", name, "model", "tokenizer.model")))],
        10_000,
        file => _ = SentencePieceModel.Parse(file, location).Pieces.Length,
        error => error is CheckpointException);

    [Fact]
    public void TokenizerJson_IsReadOrRefused() => Fuzzing.Run(
        [.. new[] { "qwen2", "llama-3", "mistral" }.Select(name => File.ReadAllBytes(TestFiles.Golden("conformance", name, "model", "tokenizer.json")))],
        5_000,
        file =>
        {
            TokenizerJson json = TokenizerJson.Parse(file, location);
            _ = PreTokenizers.Identify(json);
            _ = HuggingFaceTokenizer.Load(new() { Folder = "damaged", TokenizerJson = file }).Encode("It's 12 naïve 中文 <s>\n", new() { AddSpecial = true, ParseSpecial = true });
        },
        error => error is IngotException);
}
