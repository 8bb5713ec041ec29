using Ingot.Inference.Tests.Checkpoints;
using Ingot.Tensors;

namespace Ingot.Evaluation.Tests;

public class TensorErrorTests
{
    [Fact]
    public void Measure_IsZero_ForEqualWeights()
    {
        MemoryWeight weight = MemoryWeight.Of("w", TensorTypes.BF16, [3, 4], [.. Enumerable.Range(0, 12).Select(i => (float)i)]);
        TensorErrorResult error = TensorError.Measure(weight, weight.AsType(TensorTypes.F32));
        Assert.Equal((0, 0, 0), (error.RelativeRms, error.MaxAbsolute, error.NonFiniteCount));
        Assert.Equal(1, error.Cosine, 1e-12);
    }

    [Fact]
    public void Measure_AgreesWithTheFormula()
    {
        TensorErrorResult error = TensorError.Measure(Weight([3, 0, 0, 4]), Weight([3, 0, 1, 2]));
        Assert.Equal(Math.Sqrt(5) / 5, error.RelativeRms, 1e-12);
        Assert.Equal((2, 3L), (error.MaxAbsolute, error.MaxAbsoluteIndex));
        Assert.Equal(17 / (5 * Math.Sqrt(14)), error.Cosine, 1e-12);
    }

    [Fact]
    public void Measure_StreamsEveryRow_OfALargeWeight()
    {
        float[] source = [.. Enumerable.Repeat(1f, 700 * 300)], result = [.. source];
        result[^1] = 2;
        List<long> rows = [];
        TensorErrorResult error = TensorError.Measure(
            MemoryWeight.Of("a", TensorTypes.F32, [700, 300], source),
            MemoryWeight.Of("b", TensorTypes.F32, [700, 300], result),
            new Recorder(rows));
        Assert.Equal(source.Length - 1, error.MaxAbsoluteIndex);
        Assert.Equal(Math.Sqrt(1.0 / source.Length), error.RelativeRms, 1e-12);
        Assert.True(rows.Count > 1);
        Assert.Equal(700, rows[^1]);
    }

    [Fact]
    public void Measure_CountsWhatIsNotFinite()
    {
        TensorErrorResult error = TensorError.Measure(Weight([1, 1, 1, 1]), Weight([1, float.NaN, float.NegativeInfinity, 1]));
        Assert.Equal((2, 0), (error.NonFiniteCount, error.RelativeRms));
    }

    [Fact]
    public void Cosine_OfZeros_Is1_AndOfOneZero0()
    {
        Assert.Equal(1, TensorError.Measure(Weight([0, 0, 0, 0]), Weight([0, 0, 0, 0])).Cosine);
        TensorErrorResult lost = TensorError.Measure(Weight([1, 0, 0, 0]), Weight([0, 0, 0, 0]));
        Assert.Equal((0, 1), (lost.Cosine, lost.RelativeRms));
    }

    [Fact]
    public void Measure_RefusesOtherShapes() => Assert.Throws<ArgumentException>(
        () => TensorError.Measure(Weight([1, 2, 3, 4]), MemoryWeight.Of("w", TensorTypes.F32, [4, 1], [1, 2, 3, 4])));

    private static MemoryWeight Weight(float[] values) => MemoryWeight.Of("w", TensorTypes.F32, [2, 2], values);

    private sealed class Recorder(List<long> rows) : IProgress<EvaluationProgress>
    {
        public void Report(EvaluationProgress value) => rows.Add(value.Done);
    }
}
