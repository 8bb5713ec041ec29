using Ingot.Inference.Tests.Checkpoints;
using Ingot.Models;
using Ingot.Tensors;

namespace Ingot.Inference.Tests;

public class LoadTests
{
    [Theory]
    [InlineData(TensorRole.TokenEmbedding, -1, "TokenEmbedding")]
    [InlineData(TensorRole.OutputNorm, -1, "OutputNorm")]
    [InlineData(TensorRole.AttentionQuery, 1, "AttentionQuery of layer 1")]
    [InlineData(TensorRole.FeedForwardDown, 0, "FeedForwardDown of layer 0")]
    public void Load_NamesTheRole_WhenAWeightIsMissing(TensorRole role, int layer, string name)
    {
        TestCheckpoint checkpoint = TestCheckpoint.Conformance("llama");
        checkpoint.Replaced.Add((role, layer), null);
        IngotException error = Assert.Throws<IngotException>(() => LanguageModel.Load(checkpoint));
        Assert.Contains(name, error.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_NamesRoleAndShapes_WhenAShapeIsWrong()
    {
        TestCheckpoint checkpoint = TestCheckpoint.Conformance("llama");
        checkpoint.Replaced.Add((TensorRole.AttentionKey, 1), MemoryWeight.Of("k", TensorTypes.F32, [64, 32], new float[2048]));
        IngotException error = Assert.Throws<IngotException>(() => LanguageModel.Load(checkpoint));
        Assert.Equal("The AttentionKey of layer 1 has the shape [64, 32] where the hyperparameters ask for [32, 64].", error.Problem);
    }

    [Fact]
    public void Load_RefusesHeadsThatCannotShare()
    {
        TestCheckpoint checkpoint = TestCheckpoint.Conformance("llama");
        checkpoint = checkpoint with { Hyperparameters = checkpoint.Hyperparameters with { KeyValueHeadCount = 3 } };
        Assert.Throws<IngotException>(() => LanguageModel.Load(checkpoint));
    }

    [Fact]
    public void Head_IsTheEmbedding_WhenTheModelHasNone()
    {
        TestCheckpoint tied = TestCheckpoint.Qwen2Tiny, copied = TestCheckpoint.Qwen2Tiny;
        Assert.Null(tied.Find(TensorRole.Output));
        copied.Replaced.Add((TensorRole.Output, -1), (MemoryWeight)tied.Find(TensorRole.TokenEmbedding)!);
        using LanguageModel first = LanguageModel.Load(tied), second = LanguageModel.Load(copied);
        float[] expected = new float[first.VocabularySize], actual = new float[first.VocabularySize];
        first.Forward([5, 6, 7], first.CreateCache(), LogitsWanted.Last, expected);
        second.Forward([5, 6, 7], second.CreateCache(), LogitsWanted.Last, actual);
        Assert.Equal(expected, actual);
    }
}
