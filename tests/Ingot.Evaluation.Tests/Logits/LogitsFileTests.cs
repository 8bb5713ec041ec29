using System.Buffers.Binary;
using Ingot.Evaluation.Logits;
using Ingot.Inference;
using Ingot.Inference.Tests.Checkpoints;
using Ingot.Tensors;

namespace Ingot.Evaluation.Tests.Logits;

public class LogitsFileTests
{
    private static readonly EvaluationOptions Short = new() { ContextLength = 64, MaxChunks = 2, BosTokenId = EvaluationText.Bos };

    [Fact]
    public void AModel_HardlyDivergesFromWhatItWroteItself()
    {
        using LanguageModel model = LanguageModel.Load(TestCheckpoint.InternLM2Tiny);
        using MemoryStream stream = new();
        PerplexityResult measured = Perplexity.Measure(model, EvaluationText.TokenIds, Short, stream);
        LogitsFileReader file = Open(stream.ToArray());
        Assert.Equal(new(64, 2048, 2), file.Layout);
        Assert.Equal(stream.Length, file.Layout.FileBytes);
        Assert.Equal(EvaluationText.TokenIds.Take(128), file.TokenIds);
        LogitComparisonResult result = LogitComparison.Measure(file, model, Short);
        // Log-probabilities are stored in steps of a 65535th of their range, 16 nats at most; what lies lower is cut off.
        Assert.InRange(result.MeanDivergence, 0, 1e-5);
        Assert.Equal(measured.Value, result.ReferencePerplexity.Value, 1e-3);
        Assert.Equal(measured.Value, result.CandidatePerplexity.Value, 1e-9);
        Assert.Equal(1, result.SameTopShare);
    }

    [ReferenceFact("golden", "eval", "base-2-chunks.kld")]
    public void AnotherToolsFile_AgreesWithTheModelItCameFrom()
    {
        string path = TestFiles.Reference("golden", "eval", "base-2-chunks.kld")!;
        using LanguageModel model = LanguageModel.Load(TestCheckpoint.InternLM2Tiny);
        using FileStream stream = File.OpenRead(path);
        LogitComparisonResult result = LogitComparison.Measure(new LogitsFileReader(stream, path), model, new() { BosTokenId = EvaluationText.Bos });
        Assert.Equal(2 * 255, result.Positions);
        // Its cache was of halves: hence not zero.
        Assert.InRange(result.MeanDivergence, 0, 1e-5);
        Assert.Equal(result.ReferencePerplexity.Value, result.CandidatePerplexity.Value, result.ReferencePerplexity.Value * 1e-3);
    }

    [Theory]
    [InlineData("cut", "not its length")]
    [InlineData("long", "not its length")]
    [InlineData("magic", "does not begin")]
    [InlineData("vocabulary", "not its length")]
    [InlineData("negative", "not its length")]
    [InlineData("token", "holds the token")]
    [InlineData("empty", "does not begin")]
    public void ADamagedFile_IsRefused(string damage, string problem)
    {
        using LanguageModel model = LanguageModel.Load(TestCheckpoint.InternLM2Tiny);
        using MemoryStream stream = new();
        _ = Perplexity.Measure(model, EvaluationText.TokenIds, Short with { MaxChunks = 1 }, stream);
        byte[] bytes = stream.ToArray();
        switch (damage)
        {
            case "cut": bytes = bytes[..^1]; break;
            case "long": bytes = [.. bytes, 0]; break;
            case "magic": bytes[0] ^= 1; break;
            case "vocabulary": BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(12), int.MaxValue); break;
            case "negative": BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(16), -1); break;
            case "token": BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(24), 2048); break;
            default: bytes = []; break;
        }

        CheckpointException error = Assert.Throws<CheckpointException>(() => Open(bytes));
        Assert.Contains(problem, error.Message, StringComparison.Ordinal);
    }

    private static LogitsFileReader Open(byte[] bytes) => new(new MemoryStream(bytes), "logits.bin");
}
