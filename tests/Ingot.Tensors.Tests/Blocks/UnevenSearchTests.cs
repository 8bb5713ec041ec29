using System.Runtime.InteropServices;
using FsCheck;
using FsCheck.Fluent;
using Ingot.Tensors.Blocks;

namespace Ingot.Tensors.Tests.Blocks;

/// <summary>The search of IQ4_NL and IQ4_XS: one run a lane against one run at a time.</summary>
public class UnevenSearchTests
{
    private delegate void Encoder<TBlock>(ReadOnlySpan<float> weights, ReadOnlySpan<float> importance, Span<TBlock> blocks);

    public static TheoryData<string> HardRows { get; } = [.. Sample.HardRows];

    public static TheoryData<string> HardKinds { get; } = [.. KQuantRows.Kinds];

    [Theory, MemberData(nameof(HardRows))]
    public void Search_GivesTheSameBytes_InLanes(string row) => AssertSameBytes(count => Sample.HardRow(row, count));

    [Theory, MemberData(nameof(HardKinds))]
    public void Search_GivesTheSameBytes_InLanes_OfMoreRows(string kind) => AssertSameBytes(count => KQuantRows.Create(kind, count, seed: 3));

    [Fact]
    public void Search_GivesTheSameBytes_InLanes_OfAnyRow() =>
        Prop.ForAll(Gen.Choose(int.MinValue, int.MaxValue).ArrayOf(2 * SuperBlock.Length).ToArbitrary(), bits =>
        {
            // Every exponent but that of infinities.
            float[] drawn = [.. bits.Select(one => BitConverter.Int32BitsToSingle((one & 0x7F800000) == 0x7F800000 ? one & 0x7FFF : one))];
            AssertSameBytes(count => [.. Enumerable.Range(0, count).Select(i => drawn[i % drawn.Length])]);
        }).Check(Config.QuickThrowOnFailure.WithReplay(20260101, 1).WithMaxTest(30));

    [Fact]
    public void Nearest_ComparesDistancesAsThePublishedEncoderDoes()
    {
        foreach (float halfWay in UnevenScale.HalfWays)
        {
            int upper = UnevenScale.Steps.ToArray().Count(step => step < halfWay);
            Assert.Equal(halfWay, (UnevenScale.Steps[upper - 1] + UnevenScale.Steps[upper]) / 2f);
            foreach (float number in new[] { MathF.BitDecrement(halfWay), halfWay, MathF.BitIncrement(halfWay) })
            {
                bool lower = number - UnevenScale.Steps[upper - 1] < UnevenScale.Steps[upper] - number;
                Assert.Equal(lower ? upper - 1 : upper, UnevenScale.Nearest(number));
            }
        }

        Assert.Equal((0, 15, 15, 8), (
            UnevenScale.Nearest(float.NegativeInfinity), UnevenScale.Nearest(float.PositiveInfinity), UnevenScale.Nearest(float.NaN),
            UnevenScale.Nearest(0)));
    }

    private static void AssertSameBytes(Func<int, float[]> row)
    {
        AssertSameBytes<BlockIQ4_NL>(
            row, 32, BlockIQ4_NL.Encode<UnevenSearch>, BlockIQ4_NL.Encode<UnevenLanes<Lanes4>>, BlockIQ4_NL.Encode<UnevenLanes<Lanes8>>,
            BlockIQ4_NL.Encode<UnevenLanes<Lanes16>>, BlockIQ4_NL.Quantize);
        AssertSameBytes<BlockIQ4_XS>(
            row, 256, BlockIQ4_XS.Encode<UnevenSearch>, BlockIQ4_XS.Encode<UnevenLanes<Lanes4>>, BlockIQ4_XS.Encode<UnevenLanes<Lanes8>>,
            BlockIQ4_XS.Encode<UnevenLanes<Lanes16>>, BlockIQ4_XS.Quantize);
    }

    private static void AssertSameBytes<TBlock>(Func<int, float[]> row, int length, Encoder<TBlock> scalar, params Encoder<TBlock>[] others)
        where TBlock : unmanaged
    {
        foreach (int blocks in (int[])[1, 3, 17])
        {
            float[] weights = row(blocks * length);
            foreach (float[] importance in (float[][])[[], KQuantRows.CreateImportance(weights.Length, seed: 5)])
            {
                TBlock[] expected = new TBlock[blocks], actual = new TBlock[blocks];
                scalar(weights, importance, expected);
                foreach (Encoder<TBlock> other in others)
                {
                    other(weights, importance, actual);
                    Assert.Equal(MemoryMarshal.AsBytes<TBlock>(expected), MemoryMarshal.AsBytes<TBlock>(actual));
                }
            }
        }
    }
}
