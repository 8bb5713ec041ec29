using System.Diagnostics;
using Ingot.Quantization.Fitting;
using Ingot.Quantization.Recipes;
using Ingot.Tensors;

namespace Ingot.Cli.Benchmarking;

/// <summary>Times encoders, decoders and dot products in this process, on rows in cache.</summary>
internal static class TimingRun
{
    private const int Columns = 4096;
    private const int Runs = 7;
    private static readonly TimeSpan shortestRun = TimeSpan.FromMilliseconds(8);

    /// <summary>Every type that can be encoded: the plain ones of 16 bits, and the block types of all file types.</summary>
    public static IReadOnlyList<TensorType> Types { get; } =
        [.. FileTypes.All.Select(type => TensorTypes.FromName(type.DefaultTypeName)).OfType<TensorType>().Where(type => type != TensorTypes.F32).Distinct().OrderByDescending(type => type.BitsPerWeight)];

    /// <summary>Times the three operations of each type, medians of short runs.</summary>
    /// <param name="types">The types.</param>
    /// <param name="threads">Threads that work at once, each on rows of its own.</param>
    /// <param name="tell">Told of each result.</param>
    /// <param name="cancellation">Stops between operations.</param>
    public static void Measure(IEnumerable<TensorType> types, int threads, Action<TypeTiming> tell, CancellationToken cancellation)
    {
        float[] weights = Normal(seed: 1, deviation: 0.02), activations = Normal(seed: 2, deviation: 1);
        foreach (TensorType type in types)
        {
            TensorType activationType = type.ActivationType;
            byte[] row = new byte[type.RowBytes(Columns)], vector = new byte[activationType.RowBytes(Columns)];
            // Types that need importances get them, all alike.
            float[] even = CandidateTypes.NeedsImportance(type) ? [.. Enumerable.Repeat(1f, Columns)] : [];
            type.Encode(weights, even, row);
            activationType.Encode(activations, [], vector);
            Tell("encode", () =>
            {
                byte[] bytes = new byte[row.Length];
                return () => type.Encode(weights, even, bytes);
            });
            Tell("decode", () =>
            {
                float[] decoded = new float[Columns];
                return () => type.Decode(row, decoded);
            });
            Tell("dot", () => () => _ = type.Dot(row, vector));

            void Tell(string operation, Func<Action> create)
            {
                cancellation.ThrowIfCancellationRequested();
                tell(new(type.Name, operation, 1e-9 * sizeof(float) * Columns * threads / MedianSeconds(create, threads)));
            }
        }
    }

    /// <summary>Bytes copied a second by all threads, in billions: what an encoder would reach if it did nothing but move its weights.</summary>
    public static double CopySpeed(int threads)
    {
        const int Bytes = 64 << 20;
        return 1e-9 * Bytes * threads / MedianSeconds(
            () =>
            {
                // Both written once before, so that the pages are there.
                byte[] source = new byte[Bytes], target = new byte[Bytes];
                source.AsSpan().Fill(1);
                target.AsSpan().Fill(2);
                return () => source.CopyTo(target.AsSpan());
            },
            threads);
    }

    /// <summary>Median processor time of one call, of so many threads that each call what was created for them.</summary>
    public static double MedianSeconds(Func<Action> create, int threads)
    {
        Action[] actions = [.. Enumerable.Range(0, threads).Select(_ => create())];
        int calls = 1;
        while (Time(actions, calls) < shortestRun)
            calls = calls <= 1 << 28 ? calls * 2 : throw new UnreachableException("A call takes no time.");
        double[] seconds = [.. Enumerable.Range(0, Runs).Select(_ => Time(actions, calls).TotalSeconds / calls).Order()];
        return seconds[Runs / 2];
    }

    private static TimeSpan Time(Action[] actions, int calls)
    {
        using Barrier start = new(actions.Length + 1);
        Thread[] others = [.. actions.Select(action => new Thread(() =>
        {
            start.SignalAndWait();
            for (int i = 0; i < calls; i++)
                action();
        }))];
        foreach (Thread thread in others)
            thread.Start();
        // Processor time: the turns of a busy machine's other processes do not count.
        TimeSpan began = Environment.CpuUsage.TotalTime;
        start.SignalAndWait();
        foreach (Thread thread in others)
            thread.Join();
        return (Environment.CpuUsage.TotalTime - began) / actions.Length;
    }

    // Normally distributed, as weights nearly are.
    private static float[] Normal(int seed, double deviation)
    {
        Random random = new(seed);
        return [.. Enumerable.Range(0, Columns).Select(_ => (float)(deviation * Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble())))];
    }
}
