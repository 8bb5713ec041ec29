using System.Runtime.InteropServices;
using Ingot.Tensors.Blocks;

namespace Ingot.Tensors.Tests.Blocks;

/// <summary>The searches by importance: one block a lane against one block at a time.</summary>
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
    public void AffineSearch_GivesTheSameBytes_InLanes(string row)
    {
        AssertAffine<BlockQ4_1>(row);
        AssertAffine<BlockQ5_1>(row);
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

    /// <summary>Columns never activated: a whole block of them, and every other column of another.</summary>
    private static float[] PartlyZero(int count) =>
        [.. Sample.Importance(count, seed: 4).Select((importance, i) => i / 32 == 1 || (i / 32 == 2 && i % 2 == 0) ? 0 : importance)];

    private static void AssertSymmetric<TBlock>(string row)
        where TBlock : unmanaged, ISymmetricBlock<TBlock>
    {
        foreach (int count in new[] { 1, 3, 17 })
        {
            float[] weights = Sample.HardRow(row, count * 32), importance = PartlyZero(count * 32);
            TBlock[] expected = new TBlock[count], actual = new TBlock[count];
            ImportanceEncoder.Symmetric<TBlock, ScalarSearch>(weights, importance, expected);
            ImportanceEncoder.Symmetric<TBlock, LaneSearch<Lanes4>>(weights, importance, actual);
            Assert.Equal(MemoryMarshal.AsBytes<TBlock>(expected).ToArray(), MemoryMarshal.AsBytes<TBlock>(actual).ToArray());
            ImportanceEncoder.Symmetric<TBlock, LaneSearch<Lanes8>>(weights, importance, actual);
            Assert.Equal(MemoryMarshal.AsBytes<TBlock>(expected).ToArray(), MemoryMarshal.AsBytes<TBlock>(actual).ToArray());
            ImportanceEncoder.Symmetric<TBlock, LaneSearch<Lanes16>>(weights, importance, actual);
            Assert.Equal(MemoryMarshal.AsBytes<TBlock>(expected).ToArray(), MemoryMarshal.AsBytes<TBlock>(actual).ToArray());
        }
    }

    private static void AssertAffine<TBlock>(string row)
        where TBlock : unmanaged, IAffineBlock<TBlock>
    {
        foreach (int count in new[] { 1, 3, 17 })
        {
            float[] weights = Sample.HardRow(row, count * 32), importance = PartlyZero(count * 32);
            TBlock[] expected = new TBlock[count], actual = new TBlock[count];
            ImportanceEncoder.Affine<TBlock, ScalarSearch>(weights, importance, expected);
            ImportanceEncoder.Affine<TBlock, LaneSearch<Lanes4>>(weights, importance, actual);
            Assert.Equal(MemoryMarshal.AsBytes<TBlock>(expected).ToArray(), MemoryMarshal.AsBytes<TBlock>(actual).ToArray());
            ImportanceEncoder.Affine<TBlock, LaneSearch<Lanes8>>(weights, importance, actual);
            Assert.Equal(MemoryMarshal.AsBytes<TBlock>(expected).ToArray(), MemoryMarshal.AsBytes<TBlock>(actual).ToArray());
            ImportanceEncoder.Affine<TBlock, LaneSearch<Lanes16>>(weights, importance, actual);
            Assert.Equal(MemoryMarshal.AsBytes<TBlock>(expected).ToArray(), MemoryMarshal.AsBytes<TBlock>(actual).ToArray());
        }
    }
}
