using System.Runtime.InteropServices;
using Ingot.Inference.Kernels;

namespace Ingot.Inference.Tests.Kernels;

/// <summary>Each kernel against the plain formula, on input that ends at a guard page.</summary>
public class KernelTests
{
    [Theory, InlineData(1), InlineData(7), InlineData(8), InlineData(33), InlineData(256)]
    public void Dot_AgreesWithTheFormula_HoweverRowsAreGrouped(int columns)
    {
        const int RowCount = 7;
        using GuardedMemory rowMemory = new(RowCount * columns * sizeof(float)), vectorMemory = new(columns * sizeof(float));
        Span<float> rows = Fill(rowMemory, seed: 1), vector = Fill(vectorMemory, seed: 2);
        float[] products = new float[RowCount];
        DotKernel.Rows(rows, vector, products);
        for (int row = 0; row < RowCount; row++)
        {
            double expected = 0;
            for (int column = 0; column < columns; column++)
                expected += (double)rows[row * columns + column] * vector[column];
            Assert.Equal(expected, products[row], 1e-6 * columns);
            Assert.Equal(DotKernel.Dot(rows.Slice(row * columns, columns), vector), products[row]);
        }
    }

    [Theory, InlineData(1), InlineData(16), InlineData(37), InlineData(128)]
    public void WeightedSum_AgreesWithTheFormula(int columns)
    {
        const int RowCount = 5;
        using GuardedMemory rowMemory = new(RowCount * columns * sizeof(float)), sumMemory = new(columns * sizeof(float));
        Span<float> rows = Fill(rowMemory, seed: 3), sum = Fill(sumMemory, seed: 4);
        float[] before = sum.ToArray(), weights = [0.5f, -1, 0, 2, 0.25f];
        WeightedSumKernel.Add(rows, weights, sum);
        for (int column = 0; column < columns; column++)
        {
            double expected = before[column];
            for (int row = 0; row < RowCount; row++)
                expected += (double)weights[row] * rows[row * columns + column];
            Assert.Equal(expected, sum[column], 1e-5);
        }
    }

    [Fact]
    public void Softmax_AddsUpToOne_AndDoesNotOverflow()
    {
        float[] scores = [1000, 1001, 999, -1e30f];
        SoftmaxKernel.InPlace(scores, scale: 0.5f);
        Assert.Equal(1, scores.Sum(), 1e-6f);
        Assert.Equal(MathF.Exp(-0.5f), scores[0] / scores[1], 1e-6f);
        Assert.Equal(0, scores[3]);
    }

    private static Span<float> Fill(GuardedMemory memory, int seed)
    {
        Random random = new(seed);
        Span<float> values = MemoryMarshal.Cast<byte, float>(memory.Bytes);
        foreach (ref float value in values)
            value = random.NextSingle() * 2 - 1;
        return values;
    }
}
