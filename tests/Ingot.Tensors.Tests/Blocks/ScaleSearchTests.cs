using System.Runtime.InteropServices;
using Ingot.Tensors.Blocks;

namespace Ingot.Tensors.Tests.Blocks;

/// <summary>The searches by importance: many blocks at once against one block at a time.</summary>
public class ScaleSearchTests
{
    public static TheoryData<string> HardRows { get; } = [.. Sample.HardRows];

    [Theory, MemberData(nameof(HardRows))]
    public void SymmetricSearch_GivesTheSameBytes_InLanes(string row)
    {
        AssertSymmetric<BlockQ4_0>(row);
        AssertSymmetric<BlockQ5_0>(row);
    }

    [Theory, MemberData(nameof(HardRows))]
    public void MinimumSearch_GivesTheSameBytes_InLanes(string row)
    {
        AssertMinimum<BlockQ4_1>(row);
        AssertMinimum<BlockQ5_1>(row);
    }

    [Fact]
    public void Search_CostsLessThanPlainRounding_ByImportance()
    {
        foreach (TensorType type in new[] { TensorTypes.Q4_0, TensorTypes.Q4_1, TensorTypes.Q5_0, TensorTypes.Q5_1 })
        {
            float[] row = Sample.Weights(4096, seed: 11), importance = Sample.Importance(4096, seed: 12);
            Assert.True(Cost(type, row, importance, importance) < 0.95 * Cost(type, row, importance, []), $"{type} gains nothing.");
        }
    }

    private static double Cost(TensorType type, float[] row, float[] importance, float[] given)
    {
        byte[] bytes = new byte[type.RowBytes(row.Length)];
        float[] decoded = new float[row.Length];
        type.Encode(row, given, bytes);
        type.Decode(bytes, decoded);
        return row.Zip(decoded, (a, b) => (double)(a - b) * (a - b)).Zip(importance, (error, weight) => error * weight).Sum();
    }

    private static void AssertSymmetric<TBlock>(string row)
        where TBlock : unmanaged, ISymmetricBlock<TBlock>
    {
        foreach (int count in new[] { 1, 3, 17 })
        {
            float[] weights = Sample.HardRow(row, count * 32), importance = Sample.Importance(count * 32, seed: 4);
            float meanSquare = ImportanceWeights.MeanSquare(weights);
            TBlock[] expected = new TBlock[count], actual = new TBlock[count];
            SymmetricScaleSearch.QuantizeScalar<TBlock>(weights, importance, meanSquare, expected);
            SymmetricScaleSearch.QuantizeLanes<TBlock>(weights, importance, meanSquare, actual);
            Assert.Equal(MemoryMarshal.AsBytes<TBlock>(expected).ToArray(), MemoryMarshal.AsBytes<TBlock>(actual).ToArray());
        }
    }

    private static void AssertMinimum<TBlock>(string row)
        where TBlock : unmanaged, IMinimumBlock<TBlock>
    {
        foreach (int count in new[] { 1, 3, 17 })
        {
            float[] weights = Sample.HardRow(row, count * 32), importance = Sample.Importance(count * 32, seed: 4);
            float meanSquare = ImportanceWeights.MeanSquare(weights);
            TBlock[] expected = new TBlock[count], actual = new TBlock[count];
            MinimumScaleSearch.QuantizeScalar<TBlock>(weights, importance, meanSquare, expected);
            MinimumScaleSearch.QuantizeLanes<TBlock>(weights, importance, meanSquare, actual);
            Assert.Equal(MemoryMarshal.AsBytes<TBlock>(expected).ToArray(), MemoryMarshal.AsBytes<TBlock>(actual).ToArray());
        }
    }
}
