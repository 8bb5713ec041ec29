using BenchmarkDotNet.Attributes;

namespace Ingot.Benchmarks.Blocks;

/// <summary>Every block type's dot product against its scalar definition.</summary>
[MemoryDiagnoser, Config(typeof(RowConfig))]
public class DotBenchmarks
{
    private byte[] row = [], activations = [];
    private BlockPaths paths = null!;

    public static IEnumerable<string> Types => BlockPaths.All.Select(paths => paths.Type.Name);

    [ParamsSource(nameof(Types))]
    public string Type { get; set; } = "";

    [Params(4096, 14336)]
    public int Columns { get; set; }

    [GlobalSetup]
    public void Prepare()
    {
        paths = BlockPaths.Named(Type);
        row = Row.Encoded(paths.Type, Row.Weights(Columns), Columns);
        activations = Row.Encoded(paths.Type.ActivationType, Row.Weights(Columns, seed: 3, deviation: 1), Columns);
    }

    [Benchmark(Baseline = true)]
    public float Scalar() => paths.DotScalar(row, activations);

    [Benchmark]
    public float Chosen() => paths.Type.Dot(row, activations);
}
