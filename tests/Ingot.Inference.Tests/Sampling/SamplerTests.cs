using FsCheck;
using FsCheck.Fluent;
using Ingot.Inference.Sampling;

namespace Ingot.Inference.Tests.Sampling;

public class SamplerTests
{
    private static readonly Gen<float[]> LogitLists =
        Gen.NonEmptyListOf(Gen.Choose(-400, 400).Select(value => value / 40f)).Select(list => list.ToArray());

    [Fact]
    public void Temperature0_TakesTheMostLikelyToken() => Check(logits =>
        new Sampler(new() { TopK = 3, TopP = 0.5f, Seed = 1 }).Sample(logits) == Array.IndexOf(logits, logits.Max()));

    [Fact]
    public void TopK_NeverChoosesBeyondTheKMostLikely() => Check(logits =>
    {
        Sampler sampler = new(new() { Temperature = 5, TopK = 3, Seed = 2 });
        float least = logits.OrderDescending().Take(3).Last();
        return Draws(sampler, logits, 20).All(tokenId => logits[tokenId] >= least);
    });

    [Fact]
    public void MinP_NeverChoosesBelowItsShareOfTheBest() => Check(logits =>
    {
        Sampler sampler = new(new() { Temperature = 5, MinP = 0.2f, Seed = 3 });
        double least = logits.Max() + Math.Log(0.2) - 1e-6;
        return Draws(sampler, logits, 20).All(tokenId => logits[tokenId] >= least);
    });

    [Fact]
    public void TopP_NeverChoosesATokenThatFollowsEnoughProbability() => Check(logits =>
    {
        Sampler sampler = new(new() { Temperature = 5, TopP = 0.7f, Seed = 4 });
        double total = logits.Sum(logit => Math.Exp(logit));
        return Draws(sampler, logits, 20).All(tokenId =>
            logits.Where(logit => logit > logits[tokenId]).Sum(logit => Math.Exp(logit)) / total < 0.7 + 1e-6);
    });

    [Fact]
    public void Seed_DecidesTheTokens() => Check(logits =>
    {
        SamplingOptions options = new() { Temperature = 1, TopP = 0.9f, Seed = 42 };
        return Draws(new(options), logits, 10).SequenceEqual(Draws(new(options), logits, 10));
    });

    [Theory, InlineData(0.5f), InlineData(1f), InlineData(2f)]
    public void Draws_FollowTheProbabilitiesAtTheTemperature(float temperature)
    {
        float[] logits = [0, 1, -1, 2, 0.5f];
        double[] expected = [.. logits.Select(logit => Math.Exp(logit / temperature))];
        int[] counts = new int[logits.Length];
        foreach (int tokenId in Draws(new(new() { Temperature = temperature, Seed = 5 }), logits, 100_000))
            counts[tokenId]++;

        // The generator is fixed, so this is exact repetition; the bound is five standard deviations.
        for (int tokenId = 0; tokenId < logits.Length; tokenId++)
        {
            double probability = expected[tokenId] / expected.Sum();
            Assert.Equal(probability, counts[tokenId] / 100_000.0, 5 * Math.Sqrt(probability / 100_000));
        }
    }

    [Fact]
    public void RepetitionPenalty_LowersRecentTokens_WhicheverTheirSign()
    {
        Sampler sampler = new(new() { RepetitionPenalty = 2, RepetitionWindow = 2 });
        Assert.Equal(0, sampler.Sample([3, 2, -1]));
        sampler.Accept(0);
        Assert.Equal(1, sampler.Sample([3, 2, -1]));
        Assert.Equal(2, sampler.Sample([-1, -2.5f, -1.5f]));
        sampler.Accept(1);
        sampler.Accept(1);
        Assert.Equal(0, sampler.Sample([3, 2, -1]));
    }

    [Fact]
    public void EqualLogits_AreOrderedById()
    {
        float[] logits = [1, 2, 2, 0f, -0f];
        Assert.Equal(1, new Sampler(new() { Temperature = 1, TopK = 1 }).Sample(logits));
        Candidates candidates = new();
        candidates.Rank(logits, 5);
        Assert.Equal([1, 2, 0, 3, 4], Enumerable.Range(0, candidates.Count).Select(rank => candidates[rank]));
    }

    [Fact]
    public void Rank_AgreesWithASort() => Check(logits =>
    {
        Candidates candidates = new();
        candidates.Rank(logits, 4);
        int[] expected = [.. Enumerable.Range(0, logits.Length).OrderByDescending(tokenId => logits[tokenId]).ThenBy(tokenId => tokenId).Take(4)];
        return expected.SequenceEqual(Enumerable.Range(0, candidates.Count).Select(rank => candidates[rank]));
    });

    [Fact]
    public void Sample_RefusesNonsense()
    {
        Assert.Throws<ArgumentException>(() => new Sampler(new()).Sample([]));
        Assert.Throws<ArgumentException>(() => new Sampler(new()).Sample([0, float.NaN]));
        Assert.Throws<ArgumentException>(() => new Sampler(new()).Sample([0, float.PositiveInfinity]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new SamplingOptions { Temperature = -1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new SamplingOptions { TopP = 0 });
    }

    // The first outputs of the published reference code for the state that splitmix64 makes of seed 0.
    [Fact]
    public void RandomNumbers_AgreeWithThePublishedGenerator()
    {
        RandomNumbers random = new(0);
        ulong[] expected = [0x99EC5F36CB75F2B4, 0xBF6E1F784956452A, 0x1A5F849D4933E6E0];
        Assert.Equal(expected, expected.Select(_ => random.Next()));
    }

    private static int[] Draws(Sampler sampler, float[] logits, int count)
    {
        int[] tokenIds = new int[count];
        for (int i = 0; i < count; i++)
            tokenIds[i] = sampler.Sample(logits);
        return tokenIds;
    }

    private static void Check(Func<float[], bool> property) =>
        Prop.ForAll(LogitLists.ToArbitrary(), property).QuickCheckThrowOnFailure();
}
