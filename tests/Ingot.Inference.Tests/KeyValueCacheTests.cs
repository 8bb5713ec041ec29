using Ingot.Inference.Tests.Checkpoints;
using Ingot.Tensors;

namespace Ingot.Inference.Tests;

public class KeyValueCacheTests
{
    // Longer than a chunk of the cache.
    private static readonly int[] text = [.. Enumerable.Range(0, 300).Select(i => (i * i * 7 + 13) % 2048)];

    [Theory]
    [InlineData("F16", "F16", 2e-3)]
    [InlineData("F16", "F32", 2e-3)]
    [InlineData("Q8_0", "F32", 3e-2)]
    [InlineData("F32", "Q8_0", 3e-2)]
    [InlineData("Q8_0", "Q8_0", 3e-2)]
    public void Logits_StayWithinTheErrorOfTheTypes(string keys, string values, double bound)
    {
        float[] expected = Logits(Load("F32", "F32"), text.Length), actual = Logits(Load(keys, values), text.Length);
        double error = Math.Sqrt(expected.Zip(actual).Sum(pair => Math.Pow(pair.First - pair.Second, 2)) / expected.Sum(logit => (double)logit * logit));
        Assert.InRange(error, 1e-6, bound);
    }

    [Theory, InlineData("F16"), InlineData("Q8_0")]
    public void Logits_AreTheSame_HoweverATextIsCut(string type) =>
        Assert.Equal(Logits(Load(type, type), text.Length), Logits(Load(type, type, threads: 3), 7));

    [Fact]
    public void Truncate_GoesBackToTheSameLogits()
    {
        using LanguageModel model = Load("Q8_0", "F16");
        KeyValueCache cache = model.CreateCache();
        float[] first = new float[model.VocabularySize], second = new float[model.VocabularySize];
        model.Forward(text.AsSpan(0, 270), cache, LogitsWanted.Last, first);
        cache.Truncate(100);
        model.Forward(text.AsSpan(100, 170), cache, LogitsWanted.Last, second);
        Assert.Equal(first, second);
    }

    [Fact]
    public void CreateCache_RefusesHeadsThatAreNoWholeBlocks()
    {
        using LanguageModel model = LanguageModel.Load(TestCheckpoint.Conformance("tinyllama"), new() { CacheKeyType = TensorTypes.Q8_0 });
        IngotException error = Assert.Throws<IngotException>(() => model.CreateCache());
        Assert.Contains("blocks of 32", error.Message, StringComparison.Ordinal);
        Assert.Contains("F16", error.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void Options_RefuseOtherTypes() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new InferenceOptions { CacheValueType = TensorTypes.Q4_0 });

    private static LanguageModel Load(string keys, string values, int threads = 1) => LanguageModel.Load(
        TestCheckpoint.InternLM2Tiny,
        new() { ThreadCount = threads, CacheKeyType = TensorTypes.FromName(keys)!, CacheValueType = TensorTypes.FromName(values)! });

    private static float[] Logits(LanguageModel model, int atOnce)
    {
        using (model)
        {
            KeyValueCache cache = model.CreateCache();
            float[] logits = new float[text.Length * model.VocabularySize];
            for (int at = 0, count; at < text.Length; at += count)
            {
                count = Math.Min(atOnce, text.Length - at);
                model.Forward(text.AsSpan(at, count), cache, LogitsWanted.All, logits.AsSpan(at * model.VocabularySize, count * model.VocabularySize));
            }

            return logits;
        }
    }
}
