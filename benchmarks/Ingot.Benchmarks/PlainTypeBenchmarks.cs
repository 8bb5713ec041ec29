using BenchmarkDotNet.Attributes;
using Ingot.Tensors;

namespace Ingot.Benchmarks;

/// <summary>Conversions and dot products of plain number types.</summary>
[MemoryDiagnoser, Config(typeof(RowConfig))]
public class PlainTypeBenchmarks
{
    private float[] weights = [];
    private byte[] bytes = [], activations = [];
    private TensorType type = TensorTypes.F32;

    [Params("F32", "F16", "BF16")]
    public string Type { get; set; } = "";

    [Params(4096, 14336)]
    public int Columns { get; set; }

    [GlobalSetup]
    public void Prepare()
    {
        type = TensorTypes.FromName(Type)!;
        weights = Row.Weights(Columns);
        bytes = Row.Encoded(type, weights, Columns);
        activations = Row.Encoded(TensorTypes.F32, Row.Weights(Columns, seed: 3, deviation: 1), Columns);
    }

    [Benchmark]
    public void Encode() => type.Encode(weights, [], bytes);

    [Benchmark]
    public void Decode() => type.Decode(bytes, weights);

    [Benchmark]
    public float Dot() => type.Dot(bytes, activations);
}
