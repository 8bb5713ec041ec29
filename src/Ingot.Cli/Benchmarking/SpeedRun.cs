using System.Diagnostics;
using Ingot.Inference;

namespace Ingot.Cli.Benchmarking;

/// <summary>Times tests on a model as llama-bench does: tokens by chance, an empty cache or one filled before the clock starts.</summary>
internal sealed class SpeedRun(LanguageModel model, int batchSize, CancellationToken cancellation)
{
    // The runtime compiles what is called often once more, a tenth of a second or so after it was first called.
    private const int WarmUpTokens = 16;

    private readonly float[] logits = new float[model.VocabularySize];

    /// <summary>Times a test.</summary>
    /// <param name="test">The test.</param>
    /// <param name="repetitions">How often.</param>
    /// <param name="warmsUp">Whether a prompt and some tokens pass untimed before.</param>
    /// <exception cref="Ingot.Tensors.IngotException">The test is longer than the model's context.</exception>
    public IEnumerable<TimeSpan> Time(SpeedTest test, int repetitions, bool warmsUp)
    {
        KeyValueCache cache = model.CreateCache(test.Depth + test.Tokens);
        Random random = new(1);
        if (warmsUp)
        {
            Pass(cache, random, test.PromptTokens, Math.Min(test.GeneratedTokens, WarmUpTokens));
            cache.Truncate(0);
        }

        Pass(cache, random, test.Depth, 0);
        for (int i = 0; i < repetitions; i++)
        {
            cache.Truncate(test.Depth);
            long began = Stopwatch.GetTimestamp();
            Pass(cache, random, test.PromptTokens, test.GeneratedTokens);
            yield return Stopwatch.GetElapsedTime(began);
        }
    }

    private void Pass(KeyValueCache cache, Random random, int promptTokens, int generatedTokens)
    {
        for (int at = 0, count; at < promptTokens; at += count)
        {
            count = Math.Min(batchSize, promptTokens - at);
            int[] ids = [.. Enumerable.Range(0, count).Select(_ => random.Next(model.VocabularySize))];
            if (at + count < promptTokens)
                model.Forward(ids, cache, cancellation);
            else
                model.Forward(ids, cache, LogitsWanted.Last, logits, cancellation);
        }

        for (int i = 0; i < generatedTokens; i++)
            model.Forward([random.Next(model.VocabularySize)], cache, LogitsWanted.Last, logits, cancellation);
    }
}
