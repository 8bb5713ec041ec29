using BenchmarkDotNet.Attributes;

namespace Ingot.Benchmarks.Blocks;

/// <summary>Every block type's decoder against its scalar definition.</summary>
[MemoryDiagnoser, Config(typeof(RowConfig))]
public class DecodeBenchmarks
{
    private float[] weights = [];
    private byte[] bytes = [];
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
        weights = Row.Weights(Columns);
        bytes = Row.Encoded(paths.Type, weights, Columns);
    }

    [Benchmark(Baseline = true)]
    public void Scalar() => paths.DecodeScalar(bytes, weights);

    [Benchmark]
    public void Chosen() => paths.Type.Decode(bytes, weights);
}
