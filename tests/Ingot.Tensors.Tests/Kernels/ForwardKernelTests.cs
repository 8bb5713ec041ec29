using Ingot.Tensors.Kernels;

namespace Ingot.Tensors.Tests.Kernels;

/// <summary>The kernels of a forward pass against their formulas in double precision.</summary>
public class ForwardKernelTests
{
    private delegate void InPlace(Span<float> values);

    private static readonly int[] lengths = [1, 2, 5, 8, 16, 17, 64, 100, 4096];

    [Fact]
    public void RmsNorm_AgreesWithDoubles()
    {
        foreach (int length in lengths)
        {
            using GuardedMemory memory = new(length * sizeof(float));
            float[] input = Sample.Weights(length, seed: 1, deviation: 3), gain = Sample.Weights(length, seed: 2, deviation: 1);
            double mean = input.Sum(x => (double)x * x) / length;
            RmsNorm.Apply(input, gain, 1e-5f, memory.As<float>());
            for (int i = 0; i < length; i++)
            {
                double expected = gain[i] * input[i] / Math.Sqrt(mean + 1e-5f);
                Assert.Equal(expected, memory.As<float>()[i], tolerance: 3e-7 * Math.Abs(expected));
            }
        }
    }

    [Fact]
    public void RmsNorm_MayWriteOverItsInput()
    {
        float[] input = Sample.Weights(100, seed: 1), gain = Sample.Weights(100, seed: 2), apart = new float[100];
        RmsNorm.Apply(input, gain, 1e-6f, apart);
        RmsNorm.Apply(input, gain, 1e-6f, input);
        Assert.Equal(apart, input);
    }

    [Theory, InlineData(false), InlineData(true)]
    public void LayerNorm_AgreesWithItsScalarDefinition_AndDoubles(bool hasBias)
    {
        foreach (int length in lengths)
        {
            using GuardedMemory memory = new(length * sizeof(float));
            float[] input = Sample.Weights(length, seed: 1, deviation: 3), gain = Sample.Weights(length, seed: 2, deviation: 1);
            float[] bias = hasBias ? Sample.Weights(length, seed: 6, deviation: 1) : [], scalar = new float[length];
            double mean = input.Average(x => (double)x), variance = input.Average(x => (x - mean) * (x - mean));
            input.CopyTo(memory.As<float>());
            LayerNorm.Apply(memory.As<float>(), gain, bias, 1e-5f, memory.As<float>());
            LayerNorm.ApplyScalar(input, gain, bias, 1e-5f, scalar);
            for (int i = 0; i < length; i++)
            {
                double normed = gain[i] * (input[i] - mean) / Math.Sqrt(variance + 1e-5f), expected = normed + (hasBias ? bias[i] : 0);
                Assert.Equal(expected, memory.As<float>()[i], tolerance: 1e-6 * (1 + Math.Abs(normed)));
                Assert.Equal(scalar[i], memory.As<float>()[i], tolerance: 1e-6f * (1 + MathF.Abs((float)normed)));
            }
        }
    }

    [Theory]
    [InlineData(0, 0), InlineData(1, 0.8413447460685429), InlineData(-1, -0.15865525393145707), InlineData(3, 2.9959503059058395)]
    [InlineData(-3, -0.0040496940941605), InlineData(0.01, 0.005039893563146697), InlineData(12, 12), InlineData(-12, 0)]
    public void Gelu_HasThePublishedValues(float input, double expected)
    {
        float[] values = [.. Enumerable.Repeat(input, 17)];
        Gelu.Apply(values);
        Assert.All(values, value => Assert.Equal(expected, value, tolerance: 4e-7 * Math.Max(1, Math.Abs(input))));
    }

    [Fact]
    public void Activations_AgreeWithTheirScalarDefinitions()
    {
        foreach (int length in lengths)
        {
            using GuardedMemory memory = new(length * sizeof(float));
            float[] input = Sample.Weights(length, seed: 7, deviation: 3), exact = [.. input], tanh = [.. input];
            Gelu.ApplyScalar(exact);
            Gelu.ApplyTanhScalar(tanh);
            Compare(exact, Gelu.Apply);
            Compare(tanh, Gelu.ApplyTanh);
            Compare([.. input.Select(x => (float)(x / (1 + Math.Exp(-x))))], SiluMultiply.Apply);
            Compare([.. input.Select(x => (float)(x / 2 * (1 + Math.Tanh(Math.Sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x)))))], Gelu.ApplyTanh);

            void Compare(float[] expected, InPlace kernel)
            {
                input.CopyTo(memory.As<float>());
                kernel(memory.As<float>());
                for (int i = 0; i < length; i++)
                    Assert.Equal(expected[i], memory.As<float>()[i], tolerance: 1e-6f * (1 + MathF.Abs(input[i])));
            }
        }
    }

    [Theory, InlineData(2, 1), InlineData(64, 32), InlineData(80, 20), InlineData(128, 64), InlineData(22, 11), InlineData(6, 3)]
    public void Rope_TurnsEachPair_InBothLayouts(int headLength, int pairs)
    {
        float[] angles = [.. Enumerable.Range(0, pairs).Select(i => (i * 0.7f) - 3)];
        using GuardedMemory cosines = new(pairs * sizeof(float)), sines = new(pairs * sizeof(float)), head = new(headLength * sizeof(float));
        for (int i = 0; i < pairs; i++)
            (cosines.As<float>()[i], sines.As<float>()[i]) = (MathF.Cos(angles[i]), MathF.Sin(angles[i]));

        float[] original = Sample.Weights(headLength, seed: 3, deviation: 1);
        foreach (bool interleaved in new[] { false, true })
        {
            original.CopyTo(head.As<float>());
            if (interleaved)
                Rope.RotateInterleaved(head.As<float>(), cosines.As<float>(), sines.As<float>());
            else
                Rope.RotateHalfSplit(head.As<float>(), cosines.As<float>(), sines.As<float>());
            for (int i = 0; i < pairs; i++)
            {
                (int first, int second) = interleaved ? (2 * i, (2 * i) + 1) : (i, i + pairs);
                float cos = MathF.Cos(angles[i]), sin = MathF.Sin(angles[i]);
                Assert.Equal((original[first] * cos) - (original[second] * sin), head.As<float>()[first]);
                Assert.Equal((original[first] * sin) + (original[second] * cos), head.As<float>()[second]);
            }

            Assert.Equal(original[(2 * pairs)..], head.As<float>()[(2 * pairs)..].ToArray());
        }
    }

    [Fact]
    public void Softmax_AgreesWithItsScalarDefinition()
    {
        foreach (int length in lengths)
        {
            using GuardedMemory memory = new(length * sizeof(float));
            float[] expected = Sample.Weights(length, seed: 4, deviation: 40);
            expected.CopyTo(memory.As<float>());
            Softmax.ApplyScalar(expected, 0.125f);
            Softmax.Apply(memory.As<float>(), 0.125f);
            for (int i = 0; i < length; i++)
                Assert.Equal(expected[i], memory.As<float>()[i], tolerance: 1e-6f);
            Assert.Equal(1, memory.As<float>().ToArray().Sum(p => (double)p), tolerance: 1e-5);
        }
    }

    [Fact]
    public void Softmax_GivesMaskedScoresNothing_AndSurvivesLargeOnes()
    {
        float[] scores = [1e30f, float.NegativeInfinity, 1e30f, -1e30f];
        Softmax.Apply(scores, 1);
        Assert.Equal([0.5f, 0, 0.5f, 0], scores);
    }

    [Fact]
    public void SiluMultiply_AgreesWithDoubles()
    {
        foreach (int length in lengths)
        {
            using GuardedMemory memory = new(length * sizeof(float));
            float[] gate = Sample.Weights(length, seed: 5, deviation: 8), up = Sample.Weights(length, seed: 6, deviation: 2);
            SiluMultiply.Apply(gate, up, memory.As<float>());
            for (int i = 0; i < length; i++)
            {
                double expected = gate[i] / (1 + Math.Exp(-(double)gate[i])) * up[i];
                Assert.Equal(expected, memory.As<float>()[i], tolerance: (6e-7 * Math.Abs(expected)) + 1e-12);
            }
        }
    }

    [Fact]
    public void SiluMultiply_IsZero_FarBelowZero()
    {
        float[] output = new float[16];
        SiluMultiply.Apply([.. Enumerable.Repeat(-1000f, 16)], [.. Enumerable.Repeat(2f, 16)], output);
        Assert.All(output, value => Assert.Equal(0, value));
    }

    [Fact]
    public void WeightedSum_AgreesWithDoubles()
    {
        float[] weights = [0.5f, -1, 0, 2, 0.25f];
        foreach (int columns in lengths)
        {
            using GuardedMemory rows = new(weights.Length * columns * sizeof(float)), sum = new(columns * sizeof(float));
            Sample.Weights(weights.Length * columns, seed: 7, deviation: 1).CopyTo(rows.As<float>());
            float[] before = Sample.Weights(columns, seed: 8, deviation: 1);
            before.CopyTo(sum.As<float>());
            WeightedSum.Add(rows.As<float>(), weights, sum.As<float>());
            for (int column = 0; column < columns; column++)
            {
                double expected = before[column];
                for (int row = 0; row < weights.Length; row++)
                    expected += (double)weights[row] * rows.As<float>()[row * columns + column];
                Assert.Equal(expected, sum.As<float>()[column], tolerance: 1e-5);
            }
        }
    }

    [Fact]
    public void DotProduct_IsTheSameBits_HoweverRowsAreGrouped()
    {
        const int rowCount = 7;
        foreach (int columns in lengths)
        {
            using GuardedMemory rows = new(rowCount * columns * sizeof(float)), vector = new(columns * sizeof(float));
            Sample.Weights(rowCount * columns, seed: 9, deviation: 1).CopyTo(rows.As<float>());
            Sample.Weights(columns, seed: 10, deviation: 1).CopyTo(vector.As<float>());
            float[] products = new float[rowCount];
            DotProduct.Rows(rows.As<float>(), vector.As<float>(), products);
            for (int row = 0; row < rowCount; row++)
                Assert.Equal(DotProduct.Compute(rows.As<float>().Slice(row * columns, columns), vector.As<float>()), products[row]);
        }
    }

    [Fact]
    public void Kernels_RefuseLengthsThatDiffer()
    {
        Assert.Throws<ArgumentException>(() => RmsNorm.Apply(new float[4], new float[3], 0, new float[4]));
        Assert.Throws<ArgumentException>(() => SiluMultiply.Apply(new float[4], new float[4], new float[3]));
        Assert.Throws<ArgumentException>(() => WeightedSum.Add(new float[4], new float[1], new float[3]));
        Assert.Throws<ArgumentException>(() => DotProduct.Compute(new float[4], new float[3]));
        Assert.Throws<ArgumentException>(() => DotProduct.Rows(new float[5], new float[2], new float[2]));
        Assert.Throws<ArgumentException>(() => Rope.RotateHalfSplit(new float[4], new float[3], new float[3]));
        Assert.Throws<ArgumentException>(() => Rope.RotateInterleaved(new float[4], new float[2], new float[1]));
    }
}
