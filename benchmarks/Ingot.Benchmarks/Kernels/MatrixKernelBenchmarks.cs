using BenchmarkDotNet.Attributes;
using Ingot.Tensors;
using Ingot.Tensors.Kernels;

namespace Ingot.Benchmarks.Kernels;

/// <summary>Rows against one vector (decode) and a batch (prefill); one vector after the other is the baseline.</summary>
[MemoryDiagnoser, Config(typeof(RowConfig))]
public class MatrixKernelBenchmarks
{
    private byte[] rows = [], vectors = [];
    private float[] output = [];
    private TensorType type = TensorTypes.F32;

    [Params("F32", "F16", "BF16", "Q8_0", "Q4_0", "Q4_K", "Q6_K")]
    public string Type { get; set; } = "";

    [Params(4096, 14336)]
    public int Columns { get; set; }

    [Params(16)]
    public int Rows { get; set; }

    [Params(1, 64)]
    public int Vectors { get; set; }

    [GlobalSetup]
    public void Prepare()
    {
        type = TensorTypes.FromName(Type)!;
        rows = Row.Encoded(type, Row.Weights(Rows * Columns), Columns);
        vectors = Row.Encoded(type.ActivationType, Row.Weights(Vectors * Columns, seed: 3, deviation: 1), Columns);
        output = new float[Vectors * Rows];
    }

    [Benchmark(Baseline = true)]
    public void OneByOne()
    {
        int length = vectors.Length / Vectors;
        for (int v = 0; v < Vectors; v++)
            MatrixKernel.Multiply(type, rows, vectors.AsSpan(v * length, length), output.AsSpan(v * Rows, Rows));
    }

    [Benchmark]
    public void Batch() => MatrixKernel.Multiply(type, rows, Rows, vectors, Vectors, output, Rows);
}
