using Ingot.Inference.Rope;
using Ingot.Models;

namespace Ingot.Inference.Tests.Rope;

/// <summary>Frequencies as transformers 5.12.1 computes them (<c>ROPE_INIT_FUNCTIONS</c>), heads of 16, base 10000.</summary>
public class RopeFrequenciesTests
{
    [Fact]
    public void Linear_AgreesWithTransformers() => AssertAgree(
        [0.25f, 0.079056941f, 0.025f, 0.0079056947f, 0.0024999999f, 0.00079056947f, 0.00025000001f, 7.9056947e-05f],
        Create(512, new() { Kind = RopeScalingKind.Linear, Factor = 4 }).For(1000));

    [Fact]
    public void Dynamic_AgreesWithTransformers_BeyondTheTrainedContext() => AssertAgree(
        [1.0f, 0.29230532f, 0.085442394f, 0.024975266f, 0.0073004034f, 0.0021339466f, 0.00062376395f, 0.00018232953f],
        Create(512, new() { Kind = RopeScalingKind.Dynamic, Factor = 2 }).For(700));

    [Fact]
    public void Dynamic_IsUnscaled_WithinTheTrainedContext() =>
        Assert.Equal(Create(512, RopeScaling.None).For(512), Create(512, new() { Kind = RopeScalingKind.Dynamic, Factor = 2 }).For(512));

    [Fact]
    public void Yarn_AgreesWithTransformers()
    {
        RopeFrequencies rope = Create(2048, new() { Kind = RopeScalingKind.Yarn, Factor = 4, OriginalContextLength = 512 });
        AssertAgree(
            [1.0f, 0.25693506f, 0.0625f, 0.013834965f, 0.0024999999f, 0.00079056947f, 0.00025000001f, 7.9056947e-05f], rope.For(1));
        Assert.Equal(1.138629436111989f, rope.AttentionFactor, 1e-6f);
    }

    [Fact]
    public void Yarn_AgreesWithTransformers_WithItsOwnNumbers()
    {
        RopeFrequencies rope = Create(32768, new()
        {
            Kind = RopeScalingKind.Yarn, Factor = 8, OriginalContextLength = 4096, BetaFast = 16, BetaSlow = 2, AttentionFactor = 1.25f,
        });
        AssertAgree(
            [1.0f, 0.31622776f, 0.1f, 0.031622779f, 0.0070833326f, 0.0013176157f, 0.00012500001f, 3.9528473e-05f], rope.For(1));
        Assert.Equal(1.25f, rope.AttentionFactor);
    }

    [Fact]
    public void Llama3_AgreesWithTransformers() => AssertAgree(
        [1.0f, 0.31622776f, 0.1f, 0.0066131069f, 0.00125f, 0.00039528473f, 0.00012500001f, 3.9528473e-05f],
        Create(2048, new() { Kind = RopeScalingKind.Llama3, Factor = 8, OriginalContextLength = 256 }).For(1));

    [Fact]
    public void LongRope_DividesByTheShortFactors_AndBeyondTheOriginalContextByTheLongOnes()
    {
        RopeFrequencies rope = Create(1024, new()
        {
            Kind = RopeScalingKind.LongRope, Factor = 4, OriginalContextLength = 256,
            ShortFactors = [1, 1, 1, 1, 2, 2, 2, 2], LongFactors = [1, 2, 3, 4, 5, 6, 7, 8],
        });
        float[] plain = Create(1024, RopeScaling.None).For(1);
        Assert.Equal(plain.Select((frequency, i) => frequency / (i < 4 ? 1 : 2)), rope.For(256));
        Assert.Equal(plain.Select((frequency, i) => frequency / (i + 1)), rope.For(257));
        Assert.Equal(Math.Sqrt(1 + Math.Log(4) / Math.Log(256)), rope.AttentionFactor, 1e-6);
    }

    private static RopeFrequencies Create(int contextLength, RopeScaling scaling) => new(
        new Hyperparameters
        {
            VocabularySize = 1, LayerCount = 1, ContextLength = contextLength, EmbeddingLength = 64, FeedForwardLength = 1, HeadCount = 4,
            KeyValueHeadCount = 2, HeadLength = 16, NormEpsilon = 1e-5f, RopeBase = 10000, RopeScaling = scaling,
        },
        []);

    private static void AssertAgree(float[] expected, float[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int pair = 0; pair < expected.Length; pair++)
            Assert.Equal(1, actual[pair] / expected[pair], 1e-6f);
    }
}
