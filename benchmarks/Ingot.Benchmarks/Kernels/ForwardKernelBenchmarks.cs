using BenchmarkDotNet.Attributes;
using Ingot.Tensors.Kernels;

namespace Ingot.Benchmarks.Kernels;

/// <summary>What a forward pass does between its linear layers.</summary>
[MemoryDiagnoser, Config(typeof(RowConfig))]
public class ForwardKernelBenchmarks
{
    private float[] input = [], gain = [], output = [], halves = [];

    [Params(4096, 14336)]
    public int Columns { get; set; }

    [GlobalSetup]
    public void Prepare()
    {
        input = Row.Weights(Columns, deviation: 1);
        gain = Row.Weights(Columns, seed: 3, deviation: 1);
        output = new float[Columns];
        halves = Row.Weights(Columns / 2, seed: 4, deviation: 1);
    }

    [Benchmark]
    public void Norm() => RmsNorm.Apply(input, gain, 1e-5f, output);

    [Benchmark]
    public void Gate() => SiluMultiply.Apply(input, gain, output);

    [Benchmark]
    public void Probabilities()
    {
        input.CopyTo(output, 0);
        Softmax.Apply(output, 0.1f);
    }

    [Benchmark]
    public void RopeHalfSplit() => Rope.RotateHalfSplit(output, halves, halves);

    [Benchmark]
    public void RopeInterleaved() => Rope.RotateInterleaved(output, halves, halves);
}
