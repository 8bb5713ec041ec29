namespace Ingot.Tensors.Tests;

public class FiniteScanTests
{
    [Theory, InlineData(float.NaN), InlineData(float.PositiveInfinity), InlineData(float.NegativeInfinity)]
    public void FirstNonFinite_FindsTheFirst_Anywhere(float bad)
    {
        foreach (int length in new[] { 1, 8, 31, 32, 33, 64, 100 })
        {
            for (int at = 0; at < length; at++)
            {
                float[] weights = Sample.Weights(length, seed: 1);
                weights[at] = bad;
                weights[^1] = at == length - 1 ? bad : float.NaN;
                Assert.Equal(at, FiniteScan.FirstNonFinite(weights));
            }
        }
    }

    [Fact]
    public void FirstNonFinite_IsMinusOne_OfFiniteWeights()
    {
        Assert.Equal(-1, FiniteScan.FirstNonFinite([]));
        foreach (string row in Sample.HardRows)
            Assert.Equal(-1, FiniteScan.FirstNonFinite(Sample.HardRow(row, 101)));
    }

    [Fact]
    public void MaxMagnitude_IsTheLargest_InAnyPlace()
    {
        Assert.Equal(0, FiniteScan.MaxMagnitude([]));
        foreach (int length in new[] { 1, 7, 8, 9, 64, 65 })
        {
            for (int at = 0; at < length; at++)
            {
                float[] weights = Sample.Weights(length, seed: 1);
                weights[at] = -3;
                Assert.Equal(3, FiniteScan.MaxMagnitude(weights));
                weights[at] = float.NegativeInfinity;
                Assert.Equal(float.PositiveInfinity, FiniteScan.MaxMagnitude(weights));
                weights[at] = float.NaN;
                Assert.True(float.IsNaN(FiniteScan.MaxMagnitude(weights)));
            }
        }
    }

    [Fact]
    public void Scans_TouchNothingBeyondTheirSpan()
    {
        for (int length = 1; length <= 70; length++)
        {
            using GuardedMemory memory = new(length * sizeof(float));
            memory.As<float>().Fill(-2);
            Assert.Equal(-1, FiniteScan.FirstNonFinite(memory.As<float>()));
            Assert.Equal(2, FiniteScan.MaxMagnitude(memory.As<float>()));
        }
    }
}
