using Ingot.Inference.Decoder;
using Ingot.Models;

namespace Ingot.Inference.Tests.Decoder;

public class ExpertRouterTests
{
    private static readonly ExpertNumbers four = new() { Count = 4, UsedCount = 2, FeedForwardLength = 1 };

    [Fact]
    public void Softmax_WeighsTheChosenByTheirShareOfAll()
    {
        (int[] chosen, float[] weights) = Choose(four, [MathF.Log(1), MathF.Log(4), MathF.Log(2), MathF.Log(3)]);
        Assert.Equal([1, 3], chosen);
        AssertNear([0.4f, 0.3f], weights);
    }

    [Fact]
    public void NormalizedSoftmax_IsTheSoftmaxOfTheChosen()
    {
        float[] scores = [0.3f, -1, 2, 0.7f];
        (int[] first, float[] normalized) = Choose(four with { NormalizesWeights = true }, scores);
        (int[] second, float[] ofChosen) = Choose(four with { Router = RouterKind.SoftmaxOfChosen }, scores);
        Assert.Equal(first, second);
        AssertNear(ofChosen, normalized);
        Assert.Equal(1, ofChosen.Sum(), 1e-6f);
    }

    [Fact]
    public void SelectionBias_ChoosesButDoesNotWeigh()
    {
        ExpertNumbers sigmoid = four with { Router = RouterKind.Sigmoid, WeightScale = 2 };
        (int[] chosen, float[] weights) = Choose(sigmoid, [0, 0, 0, 0], [0, 1, 0, 0.5f]);
        Assert.Equal([1, 3], chosen);
        AssertNear([1, 1], weights);
    }

    [Fact]
    public void Groups_AreRankedByTheirTwoBest_AndLeaveTheOthersOut()
    {
        ExpertNumbers grouped = four with { GroupCount = 2, GroupUsedCount = 1, Router = RouterKind.Sigmoid };
        float[] scores = [3, -9, 1, 1];
        Assert.Equal([2, 3], Choose(grouped with { GroupRankedBy = 2 }, scores).Chosen);
        Assert.Equal([0, 1], Choose(grouped with { GroupRankedBy = 1 }, scores).Chosen);
    }

    [Fact]
    public void EqualScores_GoToTheLowerNumber() => Assert.Equal([0, 1], Choose(four, [1, 1, 1, 1]).Chosen);

    private static (int[] Chosen, float[] Weights) Choose(ExpertNumbers numbers, float[] scores, float[]? bias = null)
    {
        int[] chosen = new int[numbers.UsedCount];
        float[] weights = new float[numbers.UsedCount];
        new ExpertRouter(numbers).Choose([.. scores], bias ?? [], chosen, weights);
        return (chosen, weights);
    }

    private static void AssertNear(float[] expected, float[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
            Assert.Equal(expected[i], actual[i], 1e-5f);
    }
}
