using BenchmarkDotNet.Attributes;

namespace Ingot.Benchmarks.Blocks;

/// <summary>Every block type's encoder against its scalar definition.</summary>
[MemoryDiagnoser, Config(typeof(RowConfig))]
public class EncodeBenchmarks
{
    private float[] weights = [], importance = [];
    private byte[] bytes = [];
    private BlockPaths paths = null!;

    public static IEnumerable<string> Types => BlockPaths.All.Select(paths => paths.Type.Name);

    [ParamsSource(nameof(Types))]
    public string Type { get; set; } = "";

    [Params(4096, 14336)]
    public int Columns { get; set; }

    [Params(false, true)]
    public bool Important { get; set; }

    [GlobalSetup]
    public void Prepare()
    {
        paths = BlockPaths.Named(Type);
        weights = Row.Weights(Columns);
        importance = Important ? Row.Importance(Columns) : [];
        bytes = new byte[paths.Type.RowBytes(Columns)];
    }

    [Benchmark(Baseline = true)]
    public void Scalar() => (Important ? paths.EncodeScalarByImportance : paths.EncodeScalar)(weights, importance, bytes);

    [Benchmark]
    public void Chosen() => paths.Type.Encode(weights, importance, bytes);
}
