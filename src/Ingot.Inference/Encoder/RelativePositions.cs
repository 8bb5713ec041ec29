namespace Ingot.Inference.Encoder;

/// <summary>What attention scores gain for the distance between two positions: one number for each head and bucket of distances.</summary>
/// <remarks>
/// Source: arXiv:1910.10683, section 2.1: half of the buckets are for single distances, the others grow logarithmically. Where
/// positions look both ways, half of the buckets are for those behind.
/// </remarks>
/// <param name="biases"><c>[buckets, heads]</c>.</param>
/// <param name="heads">Heads.</param>
/// <param name="looksBothWays">Whether positions see those after them too.</param>
/// <param name="largestDistance">From here on all distances share the last bucket.</param>
internal sealed class RelativePositions(float[] biases, int heads, bool looksBothWays, int largestDistance = RelativePositions.PublishedDistance)
{
    /// <summary>The largest distance of every published model; formats do not state it.</summary>
    public const int PublishedDistance = 128;

    /// <summary>The number a head adds to the score of a key for a query.</summary>
    public float Of(int head, int queryPosition, int keyPosition) => biases[(Bucket(keyPosition - queryPosition) * heads) + head];

    /// <summary>The bucket of a key that many positions after the query.</summary>
    internal int Bucket(int distance)
    {
        int buckets = biases.Length / heads, first = 0;
        if (looksBothWays)
        {
            buckets /= 2;
            first = distance > 0 ? buckets : 0;
            distance = Math.Abs(distance);
        }
        else
        {
            distance = Math.Max(0, -distance);
        }

        int exact = buckets / 2;
        if (distance < exact)
            return first + distance;
        float share = MathF.Log((float)distance / exact) / (float)Math.Log((double)largestDistance / exact);
        return first + Math.Min(buckets - 1, exact + (int)(share * (buckets - exact)));
    }
}
