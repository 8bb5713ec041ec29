using Ingot.Inference.Encoder;

namespace Ingot.Inference.Tests.Encoder;

public class RelativePositionsTests
{
    // Recorded from the transformers library, 32 buckets, largest distance 128.
    [Theory]
    [InlineData(0, 0), InlineData(-1, 1), InlineData(-7, 7), InlineData(-8, 8), InlineData(-12, 9), InlineData(-60, 13), InlineData(-200, 15)]
    [InlineData(1, 17), InlineData(7, 23), InlineData(12, 25), InlineData(200, 31)]
    public void BothWays_HaveHalfOfTheBucketsEach(int distance, int bucket) => Assert.Equal(bucket, new RelativePositions(new float[32], 1, true).Bucket(distance));

    [Theory]
    [InlineData(3, 0), InlineData(0, 0), InlineData(-1, 1), InlineData(-15, 15), InlineData(-16, 16), InlineData(-40, 23), InlineData(-500, 31)]
    public void OneWay_HasAllBucketsForWhatIsBehind(int distance, int bucket) => Assert.Equal(bucket, new RelativePositions(new float[32], 1, false).Bucket(distance));

    [Fact]
    public void Biases_AreFoundByBucketAndHead()
    {
        float[] biases = [.. Enumerable.Range(0, 16).Select(i => (float)i)];
        RelativePositions positions = new(biases, heads: 2, looksBothWays: false);
        Assert.Equal(5, positions.Of(head: 1, queryPosition: 4, keyPosition: 2));
    }
}
