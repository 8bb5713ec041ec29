using System.Numerics.Tensors;
using Ingot.Evaluation.Precision;
using Ingot.Inference;
using Ingot.Inference.Tests.Checkpoints;

namespace Ingot.Evaluation.Tests.Precision;

public class GreedyTraceTests
{
    [Fact]
    public void Run_KeepsChoicesAndTheirLeads()
    {
        using LanguageModel model = LanguageModel.Load(TestCheckpoint.InternLM2Tiny);
        int[] prompt = [1, 648, 443, 295];
        GreedyTrace trace = GreedyTrace.Run(model, prompt, 3);
        float[] logits = new float[model.VocabularySize];
        model.Forward([.. prompt, .. trace.TokenIds[..2]], model.CreateCache(), LogitsWanted.Last, logits);
        int first = TensorPrimitives.IndexOfMax<float>(logits);
        Assert.Equal(first, trace.TokenIds[2]);
        Assert.Equal(logits[first] - logits[trace.SecondIds[2]], trace.Leads[2]);
        logits[first] = float.NegativeInfinity;
        Assert.Equal(TensorPrimitives.IndexOfMax<float>(logits), trace.SecondIds[2]);
    }

    [Theory]
    [InlineData(new[] { 1, 2, 3 }, new[] { 1, 2, 3 }, null)]
    [InlineData(new[] { 1, 2, 3 }, new[] { 1, 9, 3 }, 1)]
    [InlineData(new int[0], new int[0], null)]
    public void PartsFrom_CountsWhatTheyAgreeOn(int[] first, int[] second, int? expected) =>
        Assert.Equal(expected, new GreedyTrace([.. first], [], []).PartsFrom(new([.. second], [], [])));
}
