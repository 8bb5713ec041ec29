using BenchmarkDotNet.Attributes;
using Ingot.Inference;

namespace Ingot.Benchmarks.Inference;

/// <summary>The forward pass of the sample model: a prompt at once, and token by token.</summary>
[MemoryDiagnoser, Config(typeof(TokenConfig))]
public class ForwardBenchmarks
{
    private SampleModel sample = null!;
    private KeyValueCache cache = null!;
    private float[] logits = [];
    private int[] tokens = [];

    [Params(128)]
    public int Tokens { get; set; }

    [Params(1, 2)]
    public int Threads { get; set; }

    [GlobalSetup]
    public void Prepare()
    {
        sample = new(Threads);
        cache = sample.Model.CreateCache();
        logits = new float[sample.Model.VocabularySize];
        tokens = sample.Tokens(Tokens);
    }

    [GlobalCleanup]
    public void Close() => sample.Dispose();

    [Benchmark]
    public void Prefill()
    {
        cache.Truncate(0);
        sample.Model.Forward(tokens, cache, LogitsWanted.Last, logits);
    }

    [Benchmark]
    public void Decode()
    {
        cache.Truncate(0);
        for (int i = 0; i < tokens.Length; i++)
            sample.Model.Forward(tokens.AsSpan(i, 1), cache, LogitsWanted.Last, logits);
    }
}
